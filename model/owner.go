package model

import "berth/model/safe"

// OwnerStatus says what is known of who holds a socket.
type OwnerStatus uint8

// What can be known of a socket's owners.
const (
	OwnerResolving  OwnerStatus = iota // the descriptors have not been read yet
	OwnerKnown                         // Snapshot.Owners names every holder that could be seen
	OwnerKernel                        // no process holds it: TIME-WAIT, SYN-RECV, an orphan on its way out
	OwnerUnaccepted                    // established but still in the listener's accept queue
	OwnerHidden                        // some process could not be read: permission denied; it may be the holder
	OwnerNone                          // every process could be read and none holds it (another PID namespace, or the kernel)
	OwnerStatuses                      // how many there are
)

// ownerInfo is all that berth knows of a status.
type ownerInfo struct {
	name, meaning safe.Text
	rank          uint8 // a row with several statuses shows the one with the highest rank
}

var owners = [OwnerStatuses]ownerInfo{
	OwnerResolving:  {safe.Say("resolving"), safe.Say("The holders are being looked up."), 4},
	OwnerKnown:      {safe.Say("known"), safe.Say("These processes hold the socket."), 0},
	OwnerKernel:     {safe.Say("kernel"), safe.Say("No process holds it any more; the kernel brings it to its end."), 2},
	OwnerUnaccepted: {safe.Say("not accepted yet"), safe.Say("The connection waits in the accept queue of its listener."), 3},
	OwnerHidden:     {safe.Say("hidden"), safe.Say("berth has no permission to see its holder."), 5},
	OwnerNone:       {safe.Say("none"), safe.Say("No process that is visible here holds it: it belongs to the kernel or to another PID namespace, or was closed while berth looked."), 1},
}

// Name is shown in place of a process: "kernel", "hidden".
func (o OwnerStatus) Name() safe.Text { return owners[min(o, OwnerStatuses-1)].name }

// Meaning is one sentence: why there is no process, or that there is.
func (o OwnerStatus) Meaning() safe.Text { return owners[min(o, OwnerStatuses-1)].meaning }

// Outranks reports whether a row shows o rather than p, if some of its sockets have
// one status and some the other.
func (o OwnerStatus) Outranks(p OwnerStatus) bool { return owners[o].rank > owners[p].rank }

// InitialOwner guesses the owner status from the socket table alone. A socket without
// an inode has no file: no process holds it any more, or none has accepted it yet.
// One that is not accepted can only be open, or closed by its client.
func (s *Socket) InitialOwner() OwnerStatus {
	switch {
	case s.Inode != 0:
		return OwnerResolving
	case s.Proto == TCP && (s.State == Established || s.State == CloseWait):
		return OwnerUnaccepted
	}
	return OwnerKernel
}

// Holders are the owners of a row's listeners (of all its sockets, if it has none).
type Holders struct {
	Processes []uint32    // indices into Snapshot.Processes, by PID, each once
	Status    OwnerStatus // the most important one when Processes is empty, else OwnerKnown
}

// Holders are the owners of one socket.
func (n *Snapshot) HoldersOf(s *Socket) Holders {
	if held := n.Owners(s); len(held) > 0 {
		return Holders{held, OwnerKnown}
	}
	return Holders{nil, s.Ownerless()}
}

// Ownerless is the status of a socket without a known process.
func (s *Socket) Ownerless() OwnerStatus {
	if s.Owner == OwnerKnown {
		return OwnerNone
	}
	return s.Owner
}
