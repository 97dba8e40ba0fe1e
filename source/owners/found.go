package owners

import "berth/model"

// Found answers which processes own a socket.
type Found struct {
	Denied int // processes that could not be read for lack of permission
	Unread int // processes that could not be read for another reason, or not yet
	// Short is the error when berth itself ran out of descriptors while it read
	// other processes; nil if it did not.
	Short error

	finder *Finder
	hidden bool
}

// found sums up the tick.
func (f *Finder) found() *Found {
	f.answer = Found{finder: f, Short: f.short}
	n := &f.answer
	for _, e := range f.entries {
		switch {
		case e.gone:
		case e.denied:
			n.Denied++
		case e.unread:
			n.Unread++
		}
	}
	// Every PID namespace has a process 1. If it is not visible, /proc is mounted
	// with hidepid and shows only some of the processes.
	init := len(f.pids) > 0 && f.pids[0] == 1
	n.hidden = n.Denied > 0 || n.Unread > 0 || !init
	return n
}

// Of appends to list the numbers of the processes that own the socket with this
// inode, ordered by PID, and returns the owner status. It costs one table lookup:
// a hundred thousand sockets take a millisecond.
func (n *Found) Of(list []uint32, inode uint64) ([]uint32, model.OwnerStatus) {
	s := n.finder.index.find(uint32(inode))
	switch {
	case s == nil || uint64(s.inode) != inode:
	case s.owner >= 0:
		return append(list, uint32(s.owner)), model.OwnerKnown
	case s.owner != nobody:
		last := int32(nobody)
		for _, number := range n.finder.index.lists[listIndex(s.owner)] {
			if number != last { // list each process once, not once per descriptor
				list = append(list, uint32(number))
			}
			last = number
		}
		return list, model.OwnerKnown
	case s.seen == n.finder.tick && s.tried < searchedAll:
		return list, model.OwnerResolving
	}
	switch {
	case n.Short != nil:
		return list, model.OwnerResolving // the owner is not hidden; reading failed
	case n.hidden:
		return list, model.OwnerHidden
	}
	return list, model.OwnerNone
}

// Numbers is greater than the number of every process: a slice of this length can
// hold one element per process, indexed by its number.
func (n *Found) Numbers() int { return len(n.finder.numbers) }

// ID returns the process with a number that Of returned.
func (n *Found) ID(number uint32) model.ProcessID { return n.finder.numbers[number].id }
