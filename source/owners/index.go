package owners

import (
	"math/bits"
	"slices"
)

// index leads from the inode of a socket to the processes that hold it. It is
// an open-addressing table, because at a million sockets a Go map takes more
// than twice the memory, and three times the time of a look.
type index struct {
	table []socket
	shift uint8 // of the hash, so that it fits the table
	used  int
	lists [][]int32 // the slots of sockets with several holders, by PID
	free  []int32   // lists that are in no use
	pids  []int32   // of the slots
}

// socket is what is known of one socket.
type socket struct {
	inode uint32 // 0: no entry. An inode of the kernel's socket file system has 32 bits
	by    int32  // the slot of its only holder, nobody, or a list
	seen  uint32 // tick when it was last asked for; 0 never
	tried effort
}

// effort is what was done in vain to find who holds a socket.
type effort uint8

const (
	none   effort = iota
	looked        // where new sockets are likely
	walked        // everywhere: it belongs to the kernel, to another PID namespace, or is hidden
)

// vanished reports whether it was asked for once, and is no more: most likely
// it was closed, and its descriptor may lead to another one.
func (s *socket) vanished(tick uint32) bool { return s.seen != 0 && s.seen != tick }

// nobody is the holder of a socket that is looked for. Below it stand lists.
const nobody = -1

// listOf is where the holders of a socket stand that has several.
func listOf(by int32) int32 { return nobody - 1 - by }

const smallest = 1 << 10

func newIndex() index {
	x := index{}
	x.size(smallest)
	return x
}

// size makes a table of n entries, a power of two.
func (x *index) size(n int) {
	old := x.table
	x.table, x.shift, x.used = make([]socket, n), uint8(32-bits.Len(uint(n-1))), 0
	for _, s := range old {
		if s.inode != 0 {
			*x.put(s.inode) = s
		}
	}
}

// home is where an inode stands when there is room. Inodes are given out one
// after another, often by a fixed stride; the multiplication scatters them.
func (x *index) home(inode uint32) uint32 { return inode * 0x9e3779b1 >> x.shift }

// find returns what is known of a socket; nil where nothing is.
func (x *index) find(inode uint32) *socket {
	mask := uint32(len(x.table) - 1)
	for at := x.home(inode); ; at = (at + 1) & mask {
		switch s := &x.table[at&mask]; s.inode {
		case 0:
			return nil
		case inode:
			return s
		}
	}
}

// put returns the entry of a socket, and makes it where there is none. It is
// valid until the next put or drop.
func (x *index) put(inode uint32) *socket {
	if 4*x.used >= 3*len(x.table) {
		x.size(2 * len(x.table))
	}
	mask := uint32(len(x.table) - 1)
	for at := x.home(inode); ; at = (at + 1) & mask {
		switch s := &x.table[at&mask]; s.inode {
		case inode:
			return s
		case 0:
			*s = socket{inode: inode, by: nobody}
			x.used++
			return s
		}
	}
}

// drop forgets a socket. What stands behind it moves up, so that no search ends
// early at the gap.
func (x *index) drop(s *socket) {
	mask := uint32(len(x.table) - 1)
	at := x.home(s.inode)
	for x.table[at].inode != s.inode {
		at = (at + 1) & mask
	}
	for next := at; ; {
		next = (next + 1) & mask
		moved := x.table[next]
		if moved.inode == 0 {
			break
		}
		if home := x.home(moved.inode); (next-home)&mask >= (next-at)&mask {
			x.table[at], at = moved, next
		}
	}
	x.table[at] = socket{}
	x.used--
	if len(x.table) > smallest && 16*x.used < len(x.table) {
		x.size(len(x.table) / 2)
	}
}

// holders are the slots that hold a socket, in order of their PID. A process
// stands there once for each of its descriptors.
func (x *index) holders(s *socket, one *[1]int32) []int32 {
	switch {
	case s.by >= 0:
		one[0] = s.by
		return one[:]
	case s.by == nobody:
		return nil
	}
	return x.lists[listOf(s.by)]
}

// add files one descriptor of a process that leads to the socket.
func (x *index) add(s *socket, slot int32) {
	if s.by == nobody {
		s.by = slot
		return
	}
	if s.by >= 0 {
		first := s.by
		if n := len(x.free); n > 0 {
			s.by, x.free = listOf(x.free[n-1]), x.free[:n-1]
		} else {
			x.lists = append(x.lists, nil)
			s.by = listOf(int32(len(x.lists) - 1))
		}
		x.lists[listOf(s.by)] = append(x.lists[listOf(s.by)], first)
	}
	all := &x.lists[listOf(s.by)]
	*all = slices.Insert(*all, x.place(*all, slot), slot)
}

// remove takes one descriptor back.
func (x *index) remove(s *socket, slot int32) {
	if s.by >= nobody {
		s.by = nobody
		return
	}
	all := &x.lists[listOf(s.by)]
	at := x.place(*all, slot)
	*all = slices.Delete(*all, at, at+1)
	if len(*all) > 1 {
		return
	}
	last := (*all)[0]
	x.free = append(x.free, listOf(s.by))
	*all, s.by = (*all)[:0], last
}

// place is where a slot stands in a list, or belongs.
func (x *index) place(all []int32, slot int32) int {
	at, _ := slices.BinarySearchFunc(all, x.pids[slot], func(other, pid int32) int { return int(x.pids[other] - pid) })
	return at
}
