package model

import (
	"bytes"
	"cmp"
	"slices"
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

// poolID is what connections share that draw from one pool. IPv4 in an AF_INET6
// socket (v4-mapped) draws from the same pool as IPv4.
type poolID struct {
	netns  uint32
	source Addr
	dest   Endpoint
}

func poolOf(s *Socket) poolID { return poolID{s.NetNS, s.Local.Addr, s.Remote} }

func (a poolID) compare(b poolID) int {
	return cmp.Or(
		cmp.Compare(a.netns, b.netns),
		bytes.Compare(a.source[:], b.source[:]),
		bytes.Compare(a.dest.Addr[:], b.dest.Addr[:]),
		cmp.Compare(a.dest.Port, b.dest.Port),
	)
}

// tightest finds the pool of TCP client connections that holds most ports; of
// equals the one that stands first in order, so that the screen does not flicker.
func tightest(n *Snapshot, x *Index) (Pool, bool) {
	return fullest(n, x, func(*Socket) bool { return true })
}

// PoolTo finds the pool of one destination that holds most ports; a host with
// several addresses has several.
func (m *Moment) PoolTo(dest Endpoint) (Pool, bool) {
	return fullest(m.Snapshot, m.Index, func(s *Socket) bool { return s.Remote == dest })
}

func fullest(n *Snapshot, x *Index, counts func(*Socket) bool) (Pool, bool) {
	sizes := map[poolID]int{}
	var best poolID
	for i := range n.Sockets {
		if s := &n.Sockets[i]; drawn(n, x, s) && counts(s) {
			sizes[poolOf(s)]++
		}
	}
	for id, size := range sizes {
		if top := sizes[best]; size > top || size == top && id.compare(best) < 0 {
			best = id
		}
	}
	if len(sizes) == 0 {
		return Pool{}, false
	}
	return describe(n, x, best), true
}

// drawn reports whether s is a client connection that took its port from the range.
func drawn(n *Snapshot, x *Index, s *Socket) bool {
	return s.Proto == TCP && !s.Listening() && s.Remote.Port != 0 && n.Kernel.Draws(s.Local.Port) && !x.Serves(s)
}

// describe counts the ports of one pool.
func describe(n *Snapshot, x *Index, id poolID) Pool {
	p := Pool{NetNS: id.netns, Proto: TCP, Source: id.source, Dest: id.dest, Example: -1}
	holds := map[uint32]int{}
	kinds := map[uint16]use{}
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if !drawn(n, x, s) || poolOf(s) != id {
			continue
		}
		if p.Example < 0 {
			p.Example = i
		}
		kinds[s.Local.Port] = max(kinds[s.Local.Port], useOf(s))
		for _, owner := range n.Owners(s) {
			holds[owner]++
		}
	}
	for _, kind := range kinds {
		p.Use.add(kind)
	}
	p.Opener, p.Opened = n.most(holds)
	return p
}

// most is the process with the greatest count; of equals the one with the least PID.
func (n *Snapshot) most(counts map[uint32]int) (process uint32, ok bool) {
	if len(counts) == 0 {
		return 0, false
	}
	order := make([]uint32, 0, len(counts))
	for p := range counts {
		order = append(order, p)
	}
	return slices.MinFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), n.Processes[a].ID.Compare(n.Processes[b].ID), cmp.Compare(a, b))
	}), true
}
