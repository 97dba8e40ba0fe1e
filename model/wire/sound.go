package wire

import (
	"fmt"

	"berth/model"
)

// sound checks what code that uses a snapshot relies on: indices are in range, and no
// range ends before it begins.
func sound(n *model.Snapshot) error {
	if len(n.Flows) != 0 && len(n.Flows) != len(n.Sockets) {
		return fmt.Errorf("%d flows of %d sockets", len(n.Flows), len(n.Sockets))
	}
	for i := range n.Sockets {
		if err := soundSocket(n, &n.Sockets[i]); err != nil {
			return fmt.Errorf("socket %d: %w", i, err)
		}
	}
	for _, p := range n.Holders {
		if uint64(p) >= uint64(len(n.Processes)) {
			return fmt.Errorf("process %d of %d", p, len(n.Processes))
		}
	}
	for i := range n.Processes {
		if pid := n.Processes[i].ID.PID; pid < 1 { // kill(2) signals groups of processes for these
			return fmt.Errorf("process %d has the number %d", i, pid)
		}
	}
	for i := range n.Spaces {
		if err := soundPorts(&n.Spaces[i].Kernel); err != nil {
			return fmt.Errorf("network namespace %d: %w", i, err)
		}
	}
	return nil
}

func soundSocket(n *model.Snapshot, s *model.Socket) error {
	switch end := uint64(s.FirstOwner) + uint64(s.OwnerCount); {
	case end > uint64(len(n.Holders)):
		return fmt.Errorf("holders %d to %d of %d", s.FirstOwner, end, len(n.Holders))
	case s.Proto >= model.Protos, s.State >= model.States, s.Owner >= model.OwnerStatuses:
		return fmt.Errorf("protocol %d, state %d, owner %d", s.Proto, s.State, s.Owner)
	case uint64(s.Space) >= uint64(len(n.Spaces)):
		return fmt.Errorf("network namespace %d of %d", s.Space, len(n.Spaces))
	case s.NetNS != n.Spaces[s.Space].ID.Inode:
		return fmt.Errorf("network namespace %d, and not %d", s.NetNS, n.Spaces[s.Space].ID.Inode)
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
