package wire

import (
	"fmt"

	"berth/model"
)

// sound checks what the readers of a snapshot rely on: indices point at something,
// and ranges do not end before they begin.
func sound(n *model.Snapshot) error {
	if len(n.Flows) != 0 && len(n.Flows) != len(n.Sockets) {
		return fmt.Errorf("%d flows of %d sockets", len(n.Flows), len(n.Sockets))
	}
	for i := range n.Sockets {
		if err := soundSocket(&n.Sockets[i], len(n.Holders)); err != nil {
			return fmt.Errorf("socket %d: %w", i, err)
		}
	}
	for _, p := range n.Holders {
		if uint64(p) >= uint64(len(n.Processes)) {
			return fmt.Errorf("process %d of %d", p, len(n.Processes))
		}
	}
	for i := range n.Processes {
		if pid := n.Processes[i].ID.PID; pid < 1 { // kill(2) takes those for groups
			return fmt.Errorf("process %d has the number %d", i, pid)
		}
	}
	return soundPorts(&n.Kernel)
}

func soundSocket(s *model.Socket, holders int) error {
	switch end := uint64(s.FirstOwner) + uint64(s.OwnerCount); {
	case end > uint64(holders):
		return fmt.Errorf("holders %d to %d of %d", s.FirstOwner, end, holders)
	case s.Proto >= model.Protos, s.State >= model.States, s.Owner >= model.OwnerStatuses:
		return fmt.Errorf("protocol %d, state %d, owner %d", s.Proto, s.State, s.Owner)
	}
	return nil
}

func soundPorts(k *model.Kernel) error {
	if r := k.Ephemeral; r.Known && r.Low > r.High {
		return fmt.Errorf("ports %d to %d", r.Low, r.High)
	}
	end := -1
	for _, r := range k.Reserved {
		if int(r.Low) <= end || r.Low > r.High {
			return fmt.Errorf("reserved ports %d to %d behind %d", r.Low, r.High, end)
		}
		end = int(r.High)
	}
	return nil
}
