package sockdiag

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// bufferSize is the size of the receive buffer. The kernel sends at most 32 KiB at a time
// (net/netlink/af_netlink.c) and does not truncate a message that fits.
const bufferSize = 64 << 10

// receiveTimeout is how long to wait for the next part of a dump. The kernel answers within
// microseconds; with a million sockets it needs some milliseconds between two parts.
const receiveTimeout = 2 * time.Second

// errInterrupted means that the kernel marked a dump as incomplete.
var errInterrupted = errors.New("the dump was interrupted")

// conn is a netlink socket for dumps and for closing single sockets. Only one
// goroutine at a time uses it.
type conn struct {
	fd         int
	unfinished bool   // an answer was not read to its end: until then the kernel answers EBUSY
	port       uint32 // our netlink port, which every answer carries
	sequence   uint32
	buffer     []byte
	from       unix.RawSockaddrNetlink
	receive    func(c *conn) (int, error) // calls recvfrom(2); tests replace it
}

func openConn() (*conn, error) {
	c := &conn{fd: -1, buffer: make([]byte, bufferSize), receive: receive}
	if err := c.open(); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *conn) close() error {
	if c.fd < 0 {
		return nil
	}
	err := unix.Close(c.fd)
	c.fd = -1
	return err
}

// open creates the socket and closes the previous one.
func (c *conn) open() (err error) {
	c.close()
	c.fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return err
	}
	if err := unix.Bind(c.fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	name, err := unix.Getsockname(c.fd)
	if err != nil {
		return err
	}
	c.port = name.(*unix.SockaddrNetlink).Pid
	wait := unix.NsecToTimeval(receiveTimeout.Nanoseconds())
	return unix.SetsockoptTimeval(c.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait)
}

// ask sends a request and calls each with every message of the answer, until the end
// of the dump, an acknowledgement or an error. The argument of each is valid until
// each returns.
func (c *conn) ask(ctx context.Context, request []byte, each func([]byte) error) error {
	if c.unfinished {
		if err := c.open(); err != nil {
			return err
		}
	}
	c.sequence++
	c.unfinished = true
	binary.NativeEndian.PutUint32(request[8:], c.sequence)
	if err := c.send(request); err != nil {
		return err
	}
	var failed error // the rest is still read, so that the next dump does not start with it
	interrupted := false
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := c.receive(c)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EAGAIN):
			return fmt.Errorf("no answer within %v", receiveTimeout)
		case err != nil:
			return err
		case n > len(c.buffer):
			return fmt.Errorf("receive an answer of %d bytes: more than the buffer of %d", n, len(c.buffer))
		case c.from.Pid != 0:
			continue // not from the kernel
		}
		done, err := c.messages(c.buffer[:n], &interrupted, func(m []byte) error {
			if failed == nil {
				failed = each(m)
			}
			return nil
		})
		c.unfinished = !done
		switch {
		case err != nil:
			return err
		case done && failed == nil && interrupted:
			return errInterrupted
		case done:
			return failed
		}
	}
}

// messages splits a datagram into messages. done reports the end of the answer.
func (c *conn) messages(b []byte, interrupted *bool, each func([]byte) error) (done bool, err error) {
	for len(b) >= sizeHeader {
		size := int(binary.NativeEndian.Uint32(b))
		if size < sizeHeader || size > len(b) {
			return false, fmt.Errorf("parse a message of %d bytes: only %d are left", size, len(b))
		}
		kind, flags := binary.NativeEndian.Uint16(b[4:]), binary.NativeEndian.Uint16(b[6:])
		mine := binary.NativeEndian.Uint32(b[8:]) == c.sequence && binary.NativeEndian.Uint32(b[12:]) == c.port
		body := b[sizeHeader:size]
		b = b[min((size+3)&^3, len(b)):]
		if !mine { // left over from a dump that was not read to its end
			continue
		}
		*interrupted = *interrupted || flags&unix.NLM_F_DUMP_INTR != 0
		switch kind {
		case unix.NLMSG_DONE, unix.NLMSG_ERROR:
			return true, answerError(body)
		case unix.NLMSG_NOOP:
		case unix.SOCK_DIAG_BY_FAMILY, bothFamilies:
			if err := each(body); err != nil {
				return false, err
			}
		default:
			return false, fmt.Errorf("parse a message: unknown type %d", kind)
		}
	}
	if len(b) > 0 {
		return false, fmt.Errorf("parse a message: %d bytes are too few", len(b))
	}
	return false, nil
}

// answerError is the error at the end of an answer. The kernel sends a negative errno.
func answerError(body []byte) error {
	if len(body) < 4 {
		return nil // NLMSG_DONE may have no errno
	}
	if code := int32(binary.NativeEndian.Uint32(body)); code < 0 {
		return unix.Errno(-code)
	}
	return nil
}

func (c *conn) send(request []byte) error {
	for {
		err := unix.Sendto(c.fd, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// receive calls recvfrom(2) without the allocation that unix.Recvfrom makes for every
// sender. MSG_TRUNC makes it return the full length of a message that did not fit.
func receive(c *conn) (int, error) {
	size := uint32(unsafe.Sizeof(c.from))
	n, _, errno := unix.Syscall6(unix.SYS_RECVFROM, uintptr(c.fd),
		uintptr(unsafe.Pointer(&c.buffer[0])), uintptr(len(c.buffer)), unix.MSG_TRUNC,
		uintptr(unsafe.Pointer(&c.from)), uintptr(unsafe.Pointer(&size)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
