package owners

import (
	"errors"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

// reader reads one process at a time. The read may never return, so it touches
// nothing but the hand, and a hand whose read is given up is never looked at
// again.
type reader struct {
	proc  *proc
	start Start
	run   func() // read, made a function once
	task
	result

	buffer []byte // of getdents
	name   [24]byte
	link   [24]byte // the longest that counts is socket:[4294967295]
}

// task is what is to be read of a process.
type task struct {
	pid   int32
	node  uint64 // of the process that is meant
	dated bool   // the start is known
	from  uint32 // the first descriptor
	limit int    // of descriptors
	left  int    // how many descriptors there are from the first on; 0: not known
	// known are descriptors that need not be read again when they are listed.
	known []slot
	// asked are the only descriptors to be read, where single is set; where it
	// is open to more, those from the number beyond on, until some are free.
	single bool
	asked  []uint32
	open   bool
	beyond uint32
	upto   uint32 // where another task goes on; 0 where none does
}

// result is what a read found. The error of a process that may not be read is
// denied, that of one that ended is gone.
type result struct {
	slots []slot // in order
	to    uint32 // the first descriptor that was not read
	start uint64
	dated bool
	err   error
}

// all is where a reading ends that read every descriptor.
const all = math.MaxUint32

func newReader(p *proc, start Start) *reader {
	h := &reader{proc: p, start: start}
	h.run = h.read
	return h
}

func (h *reader) read() {
	h.result = result{slots: h.slots[:0], to: all}
	h.err = h.descriptors()
	if h.err != nil {
		return
	}
	if !slices.ContainsFunc(h.slots, func(s slot) bool { return s.inode != 0 }) {
		return // no socket that could be given to the wrong process
	}
	if !h.task.dated {
		var err error
		if h.result.start, err = h.start(int(h.pid)); procfs.Denied(err) || procfs.Gone(err) {
			h.err = err
			return
		} // what else it may be (a stat that makes no sense) costs only the start
		h.result.dated = true
	}
	// Meanwhile the PID may have come to mean another process. What was read is
	// of the one that was opened, but the start may not be.
	if after, exists := lookAt(h.proc.fd(), path(h.name[:0], h.pid)); !exists || after.node != h.node {
		h.err = fs.ErrNotExist
	}
}

func (h *reader) descriptors() error {
	name := path(h.name[:0], h.pid)
	dir, _, errno := unix.Syscall6(unix.SYS_OPENAT, uintptr(h.proc.fd()), uintptr(unsafe.Pointer(&name[0])),
		unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0, 0, 0)
	if errno != 0 {
		return errno
	}
	defer unix.Close(int(dir))
	switch {
	case h.single:
		return h.look(int(dir))
	case h.left > 0:
		return h.count(int(dir))
	}
	return h.list(int(dir), h.from)
}

// dear is how many descriptors can be listed for the price of a number that turns
// out to be free.
const dear = 3

// count reads descriptors by their numbers as long as it finds them, for as many as
// there are. The kernel gives the lowest number that is free, so that most processes
// have next to no gaps, and listing the directory would cost a sixth of the reading.
// What lies behind a gap is listed, where that is cheaper, and what lies behind the
// last one always: one may have been opened below it since they were counted.
func (h *reader) count(dir int) error {
	want, free := min(h.left, h.limit), 0
	for fd := h.from; ; fd++ {
		before := len(h.slots)
		if err := h.follow(dir, fd); err != nil {
			return err
		}
		left := want - len(h.slots)
		switch {
		case left > 0 && len(h.slots) > before:
			free = 0
			continue
		case left > 0:
			if free++; free < few && dear*free <= left {
				continue
			}
		case want < h.left:
			h.to = fd + 1
			return nil
		}
		return h.list(dir, fd+1)
	}
}

// list reads descriptors in the order of the directory, from a number on.
func (h *reader) list(dir int, from uint32) error {
	if h.buffer == nil {
		h.buffer = make([]byte, 32<<10)
	}
	if from > 0 { // only of procfs itself
		if _, err := unix.Seek(dir, int64(from)+2, unix.SEEK_SET); err != nil {
			return err
		}
	}
	known, count := h.known, len(h.slots)
	for {
		n, err := unix.Getdents(dir, h.buffer)
		if err != nil {
			return err
		}
		if n <= 0 {
			break
		}
		for rest := h.buffer[:n]; len(rest) > 0; {
			var fd uint32
			var ok bool
			if fd, ok, rest = entryNumber(rest); !ok {
				continue
			}
			if count++; count > h.limit {
				h.to = fd
				return nil
			}
			for len(known) > 0 && known[0].fd < fd {
				known = known[1:]
			}
			if len(known) > 0 && known[0].fd == fd {
				h.slots = append(h.slots, known[0])
			} else if err := h.follow(dir, fd); err != nil {
				return err
			}
		}
	}
	if !slices.IsSortedFunc(h.slots, byNumber) { // a tree made for a test
		slices.SortFunc(h.slots, byNumber)
	}
	return nil
}

// few is how many free numbers in a row mean that no more follow.
const few = 8

// look reads single descriptors.
func (h *reader) look(dir int) error {
	for _, fd := range h.asked {
		if err := h.follow(dir, fd); err != nil {
			return err
		}
	}
	if h.upto > 0 {
		h.to = h.upto
	}
	if !h.open {
		return nil
	}
	for free, fd := 0, h.beyond; free < few; fd++ {
		if len(h.asked) >= h.limit { // a server that grew by a hundred thousand is read in parts, too
			h.to = fd
			return nil
		}
		before := len(h.slots)
		if err := h.follow(dir, fd); err != nil {
			return err
		}
		if free++; len(h.slots) > before {
			free = 0
		}
		h.asked = append(h.asked, fd)
	}
	return nil
}

// follow reads where a descriptor leads. fstatat and statx would tell the inode
// for the same price, but they ask the file system of whatever the descriptor
// leads to, which may be a dead server or a hostile FUSE: any process could hide
// its sockets behind one such file. Listing the descriptors needs no more than
// root's right to enter any directory, reading where they point needs
// CAP_SYS_PTRACE for another's process (fs/proc/base.c, proc_pid_readlink).
func (h *reader) follow(dir int, fd uint32) error {
	name := append(strconv.AppendUint(h.name[:0], uint64(fd), 10), 0)
	n, _, errno := unix.Syscall6(unix.SYS_READLINKAT, uintptr(dir), uintptr(unsafe.Pointer(&name[0])),
		uintptr(unsafe.Pointer(&h.link[0])), uintptr(len(h.link)), 0, 0)
	switch {
	case errno == 0:
		h.slots = append(h.slots, slot{fd, inodeOf(h.link[:n])})
	case procfs.Denied(errno):
		return errno
	} // a link that is gone is no matter
	return nil
}

// inodeOf takes the inode out of a link like socket:[34062]; 0 for any other.
func inodeOf(link []byte) uint32 {
	if n, ok := procfs.Inode(link, "socket"); ok && n <= math.MaxUint32 {
		return uint32(n)
	}
	return 0
}

// short reports that the reader, or the whole system, has no descriptor left:
// that says nothing of the process that was to be read.
func short(err error) bool { return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) }
