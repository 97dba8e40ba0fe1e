package owners

import (
	"math/bits"
	"slices"
)

// index maps the inode of a socket to the processes that own it. It is an
// open-addressing table: at a million sockets a Go map takes more than twice the
// memory and three times as long per lookup.
type index struct {
	table []socket
	shift uint8 // of the hash, so that it fits the table
	used  int
	lists [][]int32 // entry numbers of sockets with several owners, by PID
	free  []int32   // unused lists
	pids  []int32   // PID of each entry number
}

// socket is what is known of one socket.
type socket struct {
	inode uint32 // 0: empty. Inodes of the kernel's socket file system have 32 bits
	owner int32  // entry number of the only owner, nobody, or a list
	seen  uint32 // tick of the last request; 0: never
	tried effort
}

// effort is how far the unsuccessful search for the owner of a socket went.
type effort uint8

const (
	notSearched    effort = iota
	searchedLikely        // searched where new sockets are likely
	searchedAll           // searched everywhere: the kernel owns it, or another PID namespace, or it is hidden
)

// disappeared reports whether a socket was requested before, but not in this tick.
// Most likely it was closed, and its descriptor may be another socket now.
func (s *socket) disappeared(tick uint32) bool { return s.seen != 0 && s.seen != tick }

// nobody is the owner of a socket whose owner is not known. Lower values are lists.
const nobody = -1

// listIndex is the index of the list of owners of a socket with several.
func listIndex(owner int32) int32 { return nobody - 1 - owner }

const minSize = 1 << 10

func newIndex() index {
	x := index{}
	x.size(minSize)
	return x
}

// size resizes the table to n entries, a power of two.
func (x *index) size(n int) {
	old := x.table
	x.table, x.shift, x.used = make([]socket, n), uint8(32-bits.Len(uint(n-1))), 0
	for _, s := range old {
		if s.inode != 0 {
			*x.put(s.inode) = s
		}
	}
}

// home is the preferred position of an inode. The kernel numbers inodes one after
// another, often with a constant stride; the multiplication scatters them.
func (x *index) home(inode uint32) uint32 { return inode * 0x9e3779b1 >> x.shift }

// find returns the entry of a socket, or nil.
func (x *index) find(inode uint32) *socket {
	mask := uint32(len(x.table) - 1)
	for pos := x.home(inode); ; pos = (pos + 1) & mask {
		switch s := &x.table[pos&mask]; s.inode {
		case 0:
			return nil
		case inode:
			return s
		}
	}
}

// put returns the entry of a socket and creates it if there is none. The pointer is
// valid until the next put or drop.
func (x *index) put(inode uint32) *socket {
	if 4*x.used >= 3*len(x.table) {
		x.size(2 * len(x.table))
	}
	mask := uint32(len(x.table) - 1)
	for pos := x.home(inode); ; pos = (pos + 1) & mask {
		switch s := &x.table[pos&mask]; s.inode {
		case inode:
			return s
		case 0:
			*s = socket{inode: inode, owner: nobody}
			x.used++
			return s
		}
	}
}

// drop removes a socket. Entries behind it move up, so that no later lookup stops
// pos the gap.
func (x *index) drop(s *socket) {
	mask := uint32(len(x.table) - 1)
	pos := x.home(s.inode)
	for x.table[pos].inode != s.inode {
		pos = (pos + 1) & mask
	}
	for next := pos; ; {
		next = (next + 1) & mask
		moved := x.table[next]
		if moved.inode == 0 {
			break
		}
		if home := x.home(moved.inode); (next-home)&mask >= (next-pos)&mask {
			x.table[pos], pos = moved, next
		}
	}
	x.table[pos] = socket{}
	x.used--
	if len(x.table) > minSize && 16*x.used < len(x.table) {
		x.size(len(x.table) / 2)
	}
}

// holders returns the entry numbers of the owners of a socket, ordered by PID. A
// process occurs once for each of its descriptors.
func (x *index) holders(s *socket, one *[1]int32) []int32 {
	switch {
	case s.owner >= 0:
		one[0] = s.owner
		return one[:]
	case s.owner == nobody:
		return nil
	}
	return x.lists[listIndex(s.owner)]
}

// add adds one descriptor of a process that leads to the socket.
func (x *index) add(s *socket, slot int32) {
	if s.owner == nobody {
		s.owner = slot
		return
	}
	if s.owner >= 0 {
		first := s.owner
		if n := len(x.free); n > 0 {
			s.owner, x.free = listIndex(x.free[n-1]), x.free[:n-1]
		} else {
			x.lists = append(x.lists, nil)
			s.owner = listIndex(int32(len(x.lists) - 1))
		}
		x.lists[listIndex(s.owner)] = append(x.lists[listIndex(s.owner)], first)
	}
	all := &x.lists[listIndex(s.owner)]
	*all = slices.Insert(*all, x.place(*all, slot), slot)
}

// remove removes one descriptor of a process that led to the socket.
func (x *index) remove(s *socket, slot int32) {
	if s.owner >= nobody {
		s.owner = nobody
		return
	}
	all := &x.lists[listIndex(s.owner)]
	pos := x.place(*all, slot)
	*all = slices.Delete(*all, pos, pos+1)
	if len(*all) > 1 {
		return
	}
	last := (*all)[0]
	x.free = append(x.free, listIndex(s.owner))
	*all, s.owner = (*all)[:0], last
}

// place is the position of an entry number in a list, or where to insert it.
func (x *index) place(all []int32, slot int32) int {
	pos, _ := slices.BinarySearchFunc(all, x.pids[slot], func(other, pid int32) int { return int(x.pids[other] - pid) })
	return pos
}
