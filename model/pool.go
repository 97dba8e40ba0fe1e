package model

import (
	"slices"

	"berth/model/room"
)

// Pool is the ports that connections from one source to one destination hold:
// the budget of connect(2) is per (namespace, protocol, source, destination
// address and port), not per host.
type Pool struct {
	NetNS   uint32
	Proto   Proto
	Source  Addr
	Dest    Endpoint
	Use     Use
	Opener  uint32 // index into Snapshot.Processes of the process that holds most of them
	Opened  bool   // an opener is known
	Example int    // index of one of its sockets
}

// PoolTo finds the pool of one destination that holds most ports; a host with
// several addresses has several.
func (m *Moment) PoolTo(dest Endpoint) (Pool, bool) {
	return new(scratch).fullest(m.Snapshot, m.Index, func(s *Socket) bool { return s.Remote == dest })
}

// fullest finds the pool of TCP client connections that holds most ports; of
// equals the one that stands first in order, so that the screen does not flicker.
func (w *scratch) fullest(n *Snapshot, x *Index, counts func(*Socket) bool) (Pool, bool) {
	w.pools.clear(len(n.Sockets))
	for i := range n.Sockets {
		if s := &n.Sockets[i]; drawn(n, x, s) && counts(s) {
			w.pools.count(poolOf(s))
		}
	}
	best, ok := w.pools.fullest()
	if !ok {
		return Pool{}, false
	}
	return w.describe(n, x, best), true
}

// drawn reports whether s is a client connection that took its port from the range.
func drawn(n *Snapshot, x *Index, s *Socket) bool {
	return s.Proto == TCP && !s.Listening() && s.Remote.Port != 0 && n.Kernel.Draws(s.Local.Port) && !x.Serves(s)
}

// describe counts the ports of one pool.
func (w *scratch) describe(n *Snapshot, x *Index, id poolID) Pool {
	p := Pool{NetNS: id.netns, Proto: TCP, Source: id.source, Dest: id.dest, Example: -1}
	w.holds = zeros(w.holds, len(n.Processes))
	kinds := &w.held[TCP]
	clear(kinds[:])
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if s.Remote.Port != id.dest.Port || poolOf(s) != id || !drawn(n, x, s) {
			continue
		}
		if p.Example < 0 {
			p.Example = i
		}
		kinds[s.Local.Port] = max(kinds[s.Local.Port], useOf(s))
		for _, owner := range n.Owners(s) {
			w.holds[owner]++
		}
	}
	for _, kind := range kinds {
		p.Use.add(kind)
	}
	p.Opener, _, p.Opened = n.most(w.holds)
	return p
}

// zeros is a slice of n zeros, in the memory of another.
func zeros(old []int32, n int) []int32 {
	old = slices.Grow(room.Upto(old, n), n)[:n]
	clear(old)
	return old
}

// most is the process with the greatest count; of equals the one with the least
// PID. counts has a number for each process.
func (n *Snapshot) most(counts []int32) (process uint32, count int, ok bool) {
	for p, c := range counts {
		switch {
		case c == 0 || int(c) < count:
		case int(c) > count, n.Processes[p].ID.Compare(n.Processes[process].ID) < 0:
			process, count, ok = uint32(p), int(c), true
		}
	}
	return process, count, ok
}
