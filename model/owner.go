package model

import (
	"cmp"
	"slices"
)

// OwnerStatus says what is known of who holds a socket.
type OwnerStatus uint8

// What can be known of a socket's owners.
const (
	OwnerResolving  OwnerStatus = iota // the descriptors have not been read yet
	OwnerKnown                         // Snapshot.Owners names every holder that could be seen
	OwnerKernel                        // no process holds it: TIME-WAIT, SYN-RECV, an orphan on its way out
	OwnerUnaccepted                    // established but still in the listener's accept queue
	OwnerHidden                        // some process could not be read, for want of permission; it may be the holder
	OwnerNone                          // every process could be read and none holds it (another PID namespace, or the kernel)
	OwnerStatuses                      // how many there are
)

// ownerInfo is all that berth knows of a status.
type ownerInfo struct {
	name, meaning literal
	telling       uint8 // of several sockets without a process, the greatest speaks for all
}

var owners = [OwnerStatuses]ownerInfo{
	OwnerResolving:  {"resolving", "The holders are being looked up.", 4},
	OwnerKnown:      {"known", "These processes hold the socket.", 0},
	OwnerKernel:     {"kernel", "No process holds it any more; the kernel brings it to its end.", 2},
	OwnerUnaccepted: {"not accepted yet", "The connection waits in the accept queue of its listener.", 3},
	OwnerHidden:     {"hidden", "Its holder could not be seen for want of permission.", 5},
	OwnerNone:       {"none", "No process that is visible here holds it: it belongs to the kernel or to another PID namespace, or was closed between two looks.", 1},
}

// Name is what stands in place of a process: "kernel", "hidden".
func (o OwnerStatus) Name() Safe { return Say(owners[min(o, OwnerStatuses-1)].name) }

// Meaning is one sentence: why there is no process, or that there is.
func (o OwnerStatus) Meaning() Safe { return Say(owners[min(o, OwnerStatuses-1)].meaning) }

// Untold is what a table of sockets alone tells of who holds s. A socket without
// an inode has no file: nobody holds it any more, or nobody has accepted it yet.
// The latter can only be open, or closed by its client.
func (s *Socket) Untold() OwnerStatus {
	switch {
	case s.Inode != 0:
		return OwnerResolving
	case s.Proto == TCP && (s.State == Established || s.State == CloseWait):
		return OwnerUnaccepted
	}
	return OwnerKernel
}

// Holders are the owners of a row's listeners (of all its sockets, where it has none).
type Holders struct {
	Processes []uint32    // indices into Snapshot.Processes, by PID, each once
	Status    OwnerStatus // the most telling one when Processes is empty, else OwnerKnown
}

// Holders are the owners of one socket.
func (n *Snapshot) HoldersOf(s *Socket) Holders {
	if held := n.Owners(s); len(held) > 0 {
		return Holders{held, OwnerKnown}
	}
	return Holders{nil, s.ownerless()}
}

// ownerless is the status of a socket that no process is named for.
func (s *Socket) ownerless() OwnerStatus {
	if s.Owner == OwnerKnown {
		return OwnerNone
	}
	return s.Owner
}

// holdersOf joins the owners of several sockets. counts is zero for each process,
// and is left so.
func (n *Snapshot) holdersOf(sockets, counts []int32) Holders {
	h := n.count(sockets, counts)
	h.uncount(counts)
	return h
}

// count is holdersOf, and leaves how many of the sockets each process holds.
func (n *Snapshot) count(sockets, counts []int32) Holders {
	h := Holders{Status: OwnerNone}
	for _, i := range sockets {
		s := &n.Sockets[i]
		for _, p := range n.Owners(s) {
			if counts[p]++; counts[p] == 1 {
				h.Processes = append(h.Processes, p)
			}
		}
		if o := s.ownerless(); owners[o].telling > owners[h.Status].telling {
			h.Status = o
		}
	}
	if len(h.Processes) == 0 {
		return h
	}
	slices.SortFunc(h.Processes, func(a, b uint32) int {
		return cmp.Or(n.Processes[a].ID.Compare(n.Processes[b].ID), cmp.Compare(a, b))
	})
	h.Status = OwnerKnown
	return h
}

// uncount makes what count has left zero again.
func (h Holders) uncount(counts []int32) {
	for _, p := range h.Processes {
		counts[p] = 0
	}
}
