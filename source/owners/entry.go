package owners

import (
	"cmp"
	"slices"

	"berth/model"
)

// slot is a descriptor: its number, and the inode of the socket that it leads
// to, or 0 where it leads to something else.
type slot struct{ fd, inode uint32 }

// byNumber compares: a difference does not fit an int of 32 bits.
func byNumber(a, b slot) int { return cmp.Compare(a.fd, b.fd) }

// mark is what can be seen of a process without reading anything.
type mark struct {
	node  uint64 // its inode number; a process that takes over the PID has another
	count int64  // the number of descriptors, since Linux 6.2
}

// entry is a process as it was last read.
type entry struct {
	id     model.ProcessID
	number int32 // of the entry
	dated  bool  // id.Start was read
	slots  []slot
	mark   mark   // when it was last read as a whole, or listed
	now    mark   // when it was last looked at
	next   uint32 // where its first reading goes on, while it is unread
	unread bool   // not read to its end yet, or it could not be
	denied bool   // for want of permission
	gone   bool   // it ended after it was listed

	looked uint32 // tick when it was last looked at
	whole  uint32 // tick when it was last read to its end
	tried  uint32 // tick when it was last read in any way
	useful uint32 // tick when it last held a socket that had been unknown

	held  int // descriptors that lead to sockets
	asked int // descriptors that lead to sockets which were asked for once
	alive int // those that were asked for in this tick
}

// changed reports whether its number of descriptors did.
func (e *entry) changed() bool { return !e.denied && e.now.count != e.mark.count }

// shrunk reports whether it has sockets that are not asked for any more: most
// likely they were closed, and others may have their descriptors.
func (e *entry) shrunk() bool { return e.alive < e.asked }

// small reports whether listing its descriptors costs less than looking at some
// of them: 0.4 us each against 2 to 3 us.
func (e *entry) small() bool { return max(len(e.slots), int(e.now.count)) <= listed }

// below is how many descriptors with lower numbers are known.
func (e *entry) below(fd uint32) int {
	at, _ := slices.BinarySearchFunc(e.slots, slot{fd: fd}, byNumber)
	return at
}

// doubted is how many sockets with several holders are read again when a
// process is listed.
const doubted = 64

// believed are the descriptors that need not be read when they are still there:
// they lead to a file, or to a socket that exists and has no other holder, so
// that it was not closed.
func (f *Finder) believed(to []slot, e *entry) []slot {
	doubts := doubted
	for _, s := range e.slots {
		if s.inode != 0 {
			known := f.index.find(s.inode)
			if known.vanished(f.tick) {
				continue
			}
			if known.by < nobody && doubts > 0 {
				doubts--
				continue
			}
		}
		to = append(to, s)
	}
	return to
}

// suspects lists where a process may hold new sockets: the descriptors of those
// that vanished, and the lowest numbers that are free, for the kernel gives the
// lowest one. It lists them from the number on where the task begins.
func (f *Finder) suspects(t *task, e *entry) {
	t.single = true
	holes, free := 64+2*f.open, uint32(0)
	for _, s := range e.slots {
		for ; free < s.fd && holes > 0; free++ {
			if holes--; free < t.from {
				continue
			}
			if t.asked = append(t.asked, free); len(t.asked) >= chunk {
				t.upto = free + 1
				return
			}
		}
		free = s.fd + 1
		if s.fd >= t.from && s.inode != 0 && f.index.find(s.inode).vanished(f.tick) {
			t.asked = append(t.asked, s.fd)
		}
		if len(t.asked) >= chunk {
			t.upto = free
			return
		}
	}
	t.beyond = max(free, t.from)
	t.open = true
}

// files lists the descriptors that led to no socket.
func (e *entry) files(to []uint32) []uint32 {
	for _, s := range e.slots {
		if s.inode == 0 {
			to = append(to, s.fd)
		}
	}
	return to
}
