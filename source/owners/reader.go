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

// reader reads one process at a time. A read may never return, so it uses only the
// fields of its reader. After a read is abandoned, its reader is never used again.
type reader struct {
	proc  *proc
	start Start
	run   func() // the method value of read, stored once
	task
	result

	buffer []byte // of getdents
	name   [24]byte
	link   [24]byte // long enough for socket:[4294967295]
}

// task says what to read of a process.
type task struct {
	pid      int32
	dirInode uint64 // inode of the fd directory of the expected process
	dated    bool   // the start time is known
	from     uint32 // the first descriptor
	limit    int    // the most descriptors to read
	left     int    // number of descriptors from the first one on; 0: unknown
	// known are descriptors that need not be read again if they are listed.
	known []slot
	// asked are the only descriptors to read if onlyAsked is set. If open is set, too,
	// reading goes on from the number beyond until it meets several free numbers.
	onlyAsked bool
	asked     []uint32
	open      bool
	beyond    uint32
	resumeAt  uint32 // where the next task goes on; 0: nothing follows
}

// result is what a read found. The error satisfies procfs.Denied if the process may
// not be read, and procfs.Gone if it ended.
type result struct {
	slots []slot // in order
	to    uint32 // the first descriptor that was not read
	start uint64
	dated bool
	err   error
}

// all is the value of result.to after every descriptor was read.
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
		return // without sockets the identity of the process does not matter
	}
	if !h.task.dated {
		var err error
		if h.result.start, err = h.start(int(h.pid)); procfs.Denied(err) || procfs.Gone(err) {
			h.err = err
			return
		} // any other error, such as a stat that cannot be parsed, leaves only the start unknown
		h.result.dated = true
	}
	// The PID may have been reused meanwhile. The descriptors belong to the process
	// that was opened, but the start time may belong to its successor.
	if after, exists := statAt(h.proc.fd(), path(h.name[:0], h.pid)); !exists || after.dirInode != h.dirInode {
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
	case h.onlyAsked:
		return h.readSingle(int(dir))
	case h.left > 0:
		return h.readByNumber(int(dir))
	}
	return h.readListed(int(dir), h.from)
}

// freeCost is how many descriptors can be listed in the time that it takes to probe one
// free number.
const freeCost = 3

// readByNumber reads descriptors by number, without listing them, until it has read as
// many as there are. The kernel assigns the lowest free number, so most processes
// have almost no gaps, and listing would add a sixth to the time of reading.
// The descriptors behind a gap are listed if that is cheaper. Those behind the last
// one are always listed, because a lower one may have been opened since the count.
func (h *reader) readByNumber(dir int) error {
	want, free := min(h.left, h.limit), 0
	for fd := h.from; ; fd++ {
		before := len(h.slots)
		if err := h.readLink(dir, fd); err != nil {
			return err
		}
		left := want - len(h.slots)
		switch {
		case left > 0 && len(h.slots) > before:
			free = 0
			continue
		case left > 0:
			if free++; free < maxFree && freeCost*free <= left {
				continue
			}
		case want < h.left:
			h.to = fd + 1
			return nil
		}
		return h.readListed(dir, fd+1)
	}
}

// readListed reads descriptors in the order of the directory, starting at a number.
func (h *reader) readListed(dir int, from uint32) error {
	if h.buffer == nil {
		h.buffer = make([]byte, 32<<10)
	}
	if from > 0 { // only on procfs itself
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
			} else if err := h.readLink(dir, fd); err != nil {
				return err
			}
		}
	}
	if !slices.IsSortedFunc(h.slots, byNumber) { // only in a tree made by a test
		slices.SortFunc(h.slots, byNumber)
	}
	return nil
}

// maxFree is how many free numbers in a row end a search.
const maxFree = 8

// readSingle reads single descriptors.
func (h *reader) readSingle(dir int) error {
	for _, fd := range h.asked {
		if err := h.readLink(dir, fd); err != nil {
			return err
		}
	}
	if h.resumeAt > 0 {
		h.to = h.resumeAt
	}
	if !h.open {
		return nil
	}
	for free, fd := 0, h.beyond; free < maxFree; fd++ {
		if len(h.asked) >= h.limit { // a server that grew by a hundred thousand is read in chunks, too
			h.to = fd
			return nil
		}
		before := len(h.slots)
		if err := h.readLink(dir, fd); err != nil {
			return err
		}
		if free++; len(h.slots) > before {
			free = 0
		}
		h.asked = append(h.asked, fd)
	}
	return nil
}

// readLink reads the link of a descriptor. fstatat and statx would return the inode at
// the same cost, but they ask the file system of the open file, which may be a dead
// server or a hostile FUSE: one such file would let a process hide its sockets.
// Listing descriptors needs only root's right to enter any directory. Reading the
// links of another user's process needs CAP_SYS_PTRACE (fs/proc/base.c,
// proc_pid_readlink).
func (h *reader) readLink(dir int, fd uint32) error {
	name := append(strconv.AppendUint(h.name[:0], uint64(fd), 10), 0)
	n, _, errno := unix.Syscall6(unix.SYS_READLINKAT, uintptr(dir), uintptr(unsafe.Pointer(&name[0])),
		uintptr(unsafe.Pointer(&h.link[0])), uintptr(len(h.link)), 0, 0)
	switch {
	case errno == 0:
		h.slots = append(h.slots, slot{fd, inodeOf(h.link[:n])})
	case procfs.Denied(errno):
		return errno
	} // a descriptor closed meanwhile is not an error
	return nil
}

// inodeOf parses the inode in a link like socket:[34062]. It is 0 for other links.
func inodeOf(link []byte) uint32 {
	if n, ok := procfs.Inode(link, "socket"); ok && n <= math.MaxUint32 {
		return uint32(n)
	}
	return 0
}

// outOfDescriptors reports whether this process or the whole system has no descriptor left.
// Such an error says nothing of the process that was to be read.
func outOfDescriptors(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
