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

// chunk is the size of the receive buffer. The kernel fills at most 32 KiB of
// it at a time (net/netlink/af_netlink.c), and a message is never cut if it fits.
const chunk = 64 << 10

// silence is how long the kernel may keep quiet within a dump. It answers in
// microseconds; walking the tables of a million sockets takes it some
// milliseconds between two answers.
const silence = 2 * time.Second

// errInterrupted is a dump that the kernel says is not whole.
var errInterrupted = errors.New("the dump was interrupted")

// conn is a netlink socket that asks for dumps, and for one socket to be closed. One
// goroutine at a time uses it.
type conn struct {
	fd       int
	left     bool   // an answer was left early: until the end of a dump the kernel answers EBUSY to others
	port     uint32 // ours, which answers carry
	sequence uint32
	buffer   []byte
	from     unix.RawSockaddrNetlink
	receive  func(c *conn) (int, error) // what recvfrom(2) gave; tests put faults here
}

func openConn() (*conn, error) {
	c := &conn{fd: -1, buffer: make([]byte, chunk), receive: receive}
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

// open makes the socket, in place of one that there was.
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
	wait := unix.NsecToTimeval(silence.Nanoseconds())
	return unix.SetsockoptTimeval(c.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait)
}

// ask sends a request and hands every message of the answer to each, until the end
// of a dump, an acknowledgement or an error; what each gets is valid until it
// returns.
func (c *conn) ask(ctx context.Context, request []byte, each func([]byte) error) error {
	if c.left {
		if err := c.open(); err != nil {
			return err
		}
	}
	c.sequence++
	c.left = true
	binary.NativeEndian.PutUint32(request[8:], c.sequence)
	if err := c.send(request); err != nil {
		return err
	}
	var failed error // the rest is still read, so that the next dump finds none of it
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
			return fmt.Errorf("no answer within %v", silence)
		case err != nil:
			return err
		case n > len(c.buffer):
			return fmt.Errorf("an answer of %d bytes, more than the %d there is room for", n, len(c.buffer))
		case c.from.Pid != 0:
			continue // not from the kernel
		}
		done, err := c.messages(c.buffer[:n], &interrupted, func(m []byte) error {
			if failed == nil {
				failed = each(m)
			}
			return nil
		})
		c.left = !done
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

// messages takes a datagram apart. done reports the end of the dump.
func (c *conn) messages(b []byte, interrupted *bool, each func([]byte) error) (done bool, err error) {
	for len(b) >= sizeHeader {
		size := int(binary.NativeEndian.Uint32(b))
		if size < sizeHeader || size > len(b) {
			return false, fmt.Errorf("a message of %d bytes where %d are left", size, len(b))
		}
		kind, flags := binary.NativeEndian.Uint16(b[4:]), binary.NativeEndian.Uint16(b[6:])
		mine := binary.NativeEndian.Uint32(b[8:]) == c.sequence && binary.NativeEndian.Uint32(b[12:]) == c.port
		body := b[sizeHeader:size]
		b = b[min((size+3)&^3, len(b)):]
		if !mine { // the rest of a dump that was left early
			continue
		}
		*interrupted = *interrupted || flags&unix.NLM_F_DUMP_INTR != 0
		switch kind {
		case unix.NLMSG_DONE, unix.NLMSG_ERROR:
			return true, verdict(body)
		case unix.NLMSG_NOOP:
		case unix.SOCK_DIAG_BY_FAMILY, compatible:
			if err := each(body); err != nil {
				return false, err
			}
		default:
			return false, fmt.Errorf("a message of type %d", kind)
		}
	}
	if len(b) > 0 {
		return false, fmt.Errorf("%d bytes that are no message", len(b))
	}
	return false, nil
}

// verdict is the error that ends an answer; it stands there as a negative errno.
func verdict(body []byte) error {
	if len(body) < 4 {
		return nil // NLMSG_DONE need not carry one
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

// receive is recvfrom(2) without the allocation that unix.Recvfrom makes for
// every sender. MSG_TRUNC gives the whole length of what did not fit.
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
