package owners

import (
	"slices"

	"github.com/prometheus/procfs"

	"berth/model"
)

// Found answers who holds a socket.
type Found struct {
	Denied int // processes that could not be read for want of permission
	Unread int // processes that could not be read for another reason, or not yet

	finder *Finder
	hidden bool
	pids   []int32 // reused from call to call
}

// found sums up the tick.
func (f *Finder) found(procs procfs.Procs) *Found {
	n := &Found{finder: f}
	for _, e := range f.table {
		if e.denied {
			n.Denied++
		}
		if e.unread {
			n.Unread++
		}
	}
	// Every PID namespace has a process 1. Where it is not to be seen, /proc is
	// mounted with hidepid and shows only some of the processes.
	init := slices.ContainsFunc(procs, func(p procfs.Proc) bool { return p.PID == 1 })
	n.hidden = n.Denied > 0 || n.Unread > 0 || !init
	return n
}

// Of appends the processes that hold the socket with this inode to list, by
// PID, and tells what is known of them.
func (n *Found) Of(list []model.ProcessID, inode uint64) ([]model.ProcessID, model.OwnerStatus) {
	f := n.finder
	n.pids = f.index.holders(n.pids[:0], inode)
	for _, pid := range n.pids {
		list = append(list, f.table[int(pid)].id)
	}
	switch {
	case len(n.pids) > 0:
		return list, model.OwnerKnown
	case f.unknown[inode] && f.missed[inode] == nil:
		return list, model.OwnerResolving
	case n.hidden:
		return list, model.OwnerHidden
	}
	return list, model.OwnerNone
}
