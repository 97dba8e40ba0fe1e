package owners

import "berth/model"

// Found answers who holds a socket.
type Found struct {
	Denied int // processes that could not be read for want of permission
	Unread int // processes that could not be read for another reason, or not yet
	// Short is why processes could not be read for want of descriptors of our own;
	// nil where there were enough.
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
	// Every PID namespace has a process 1. Where it is not to be seen, /proc is
	// mounted with hidepid and shows only some of the processes.
	init := len(f.pids) > 0 && f.pids[0] == 1
	n.hidden = n.Denied > 0 || n.Unread > 0 || !init
	return n
}

// Of appends the numbers of the processes that hold the socket with this inode
// to list, by PID, and tells what is known of them. It costs no more than a
// look, so that a hundred thousand sockets take a millisecond.
func (n *Found) Of(list []uint32, inode uint64) ([]uint32, model.OwnerStatus) {
	s := n.finder.index.find(uint32(inode))
	switch {
	case s == nil || uint64(s.inode) != inode:
	case s.by >= 0:
		return append(list, uint32(s.by)), model.OwnerKnown
	case s.by != nobody:
		last := int32(nobody)
		for _, number := range n.finder.index.lists[listOf(s.by)] {
			if number != last { // once for all its descriptors
				list = append(list, uint32(number))
			}
			last = number
		}
		return list, model.OwnerKnown
	case s.seen == n.finder.tick && s.tried < walked:
		return list, model.OwnerResolving
	}
	switch {
	case n.Short != nil:
		return list, model.OwnerResolving // nobody hides it; we could not look
	case n.hidden:
		return list, model.OwnerHidden
	}
	return list, model.OwnerNone
}

// Numbers is above the number of every process: what is known of processes by
// their number fits a slice of this length.
func (n *Found) Numbers() int { return len(n.finder.numbers) }

// ID is the process with a number that Of gave.
func (n *Found) ID(number uint32) model.ProcessID { return n.finder.numbers[number].id }
