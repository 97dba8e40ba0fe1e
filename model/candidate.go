package model

import (
	"slices"

	"berth/model/safe"
)

// Candidate is a process to be signalled because of sockets that it holds.
type Candidate struct {
	Target
	Facts Process
}

// Candidates are the processes that hold one of the sockets, each once, with the sockets
// it holds. If no process is known for any of them, the status says why.
func (n *Snapshot) Candidates(sockets []int32) ([]Candidate, OwnerStatus) {
	var all []Candidate
	at := map[ProcessID]int{}
	status := OwnerNone
	for _, i := range sockets {
		s := &n.Sockets[i]
		held := n.HoldersOf(s)
		if len(held.Processes) == 0 {
			status = held.Status
		}
		for _, p := range held.Processes {
			id := n.Processes[p].ID
			if _, known := at[id]; !known {
				at[id] = len(all)
				all = append(all, Candidate{Target{Process: id}, n.Processes[p]})
			}
			q := &all[at[id]]
			q.Inodes = append(q.Inodes, s.Inode)
		}
	}
	if len(all) > 0 {
		status = OwnerKnown
	}
	return all, status
}

// WhoHolds names the processes that hold sockets, or says why none is known.
func (n *Snapshot) WhoHolds(sockets []int32) safe.Text {
	candidates, status := n.Candidates(sockets)
	if len(candidates) == 0 {
		return safe.Format("an unknown owner (%s)", status.Name())
	}
	names := make([]safe.Text, len(candidates))
	for i, c := range candidates {
		names[i] = c.Facts.Label()
	}
	return safe.Join(safe.Say(", "), names...)
}

// AlsoHeld is what a process holds besides the sockets it is a candidate for.
func (n *Snapshot) AlsoHeld(q Candidate) (ports []PortID, connections int) {
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if slices.Contains(q.Inodes, s.Inode) || !n.holds(s, q.Process) {
			continue
		}
		switch {
		case s.State == Bound:
		case !s.Listening():
			connections++
		case !slices.Contains(ports, s.PortID()):
			ports = append(ports, s.PortID())
		}
	}
	slices.SortFunc(ports, PortID.Compare)
	return ports, connections
}

func (n *Snapshot) holds(s *Socket, id ProcessID) bool {
	return slices.ContainsFunc(n.Owners(s), func(p uint32) bool { return n.Processes[p].ID == id })
}

// PortNames lists the first few ports, and says how many more there are.
func PortNames(ports []PortID) safe.Text {
	const most = 6
	words := make([]safe.Text, 0, most)
	for _, id := range ports[:min(len(ports), most)] {
		words = append(words, id.Name())
	}
	text := safe.Join(safe.Say(", "), words...)
	if n := len(ports) - most; n > 0 {
		text = safe.Format("%s and %d more", text, n)
	}
	return text
}

// Listeners are the sockets that listen on a port, in every network namespace.
func (n *Snapshot) Listeners(p Proto, port uint16) []int32 {
	var found []int32
	for i := range n.Sockets {
		if s := &n.Sockets[i]; s.Proto == p && s.Local.Port == port && s.Listening() {
			found = append(found, int32(i))
		}
	}
	return found
}

// Other are the listeners on the same port of the other protocol: 53/tcp and 53/udp are
// two ports.
func (n *Snapshot) Other(c Claim) (PortID, []int32) {
	id := PortID{Proto: UDP, Port: c.Port}
	if c.Proto == UDP {
		id.Proto = TCP
	}
	return id, n.Listeners(id.Proto, id.Port)
}

// Holding are the sockets that are bound to a port, but neither listening nor connected.
func (n *Snapshot) Holding(p Proto, port uint16) []int32 {
	var found []int32
	for i := range n.Sockets {
		if s := &n.Sockets[i]; s.Proto == p && s.Local.Port == port && s.State == Bound {
			found = append(found, int32(i))
		}
	}
	return found
}
