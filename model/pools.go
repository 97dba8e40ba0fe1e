package model

import (
	"slices"

	"berth/model/room"
)

// Pools are all pools of a snapshot.
type Pools struct {
	List   []Pool
	of     []int32 // by socket: its pool, or none
	tight  int32   // the tightest pool of TCP, or none
	opener uint32
	opened bool
}

// none is no pool.
const none = -1

// poolsOf are the pools of a snapshot before any is found, with room for as many
// as the last one had and a few more.
func (w *scratch) poolsOf(n *Snapshot) *Pools {
	p := &Pools{of: make([]int32, len(n.Sockets)), tight: none}
	if w.pools > 0 {
		p.List = make([]Pool, 0, w.pools+w.pools/32+4)
	}
	for i := range p.of {
		p.of[i] = none
	}
	return p
}

// tighten finds the TCP pool of which least is left, and who opens most of it.
func (p *Pools) tighten(n *Snapshot, w *scratch) {
	for i := range p.List {
		pool := &p.List[i]
		if pool.Matters() && (p.tight == none || pool.tighter(&p.List[p.tight])) {
			p.tight = int32(i)
		}
	}
	if p.tight != none {
		w.holds = room.Zeros(w.holds, len(n.Processes))
		p.opener, p.opened = p.openerOf(n, int(p.tight), w.holds)
	}
}

// openerOf is the process that holds most sockets of a pool. holds is zero for
// each process.
func (p *Pools) openerOf(n *Snapshot, pool int, holds []int32) (process uint32, ok bool) {
	for i, at := range p.of {
		if int(at) == pool {
			for _, owner := range n.Owners(&n.Sockets[i]) {
				holds[owner]++
			}
		}
	}
	process, _, ok = n.most(holds)
	return process, ok
}

// first reports whether a socket was found to be bound first.
func (p *Pools) first(socket int) bool {
	return p != nil && p.of[socket] != none && p.List[p.of[socket]].ID.Kind == FromSource
}

// PoolOf is the pool that a socket draws from: an index into Pools.List.
func (m *Moment) PoolOf(socket int) (pool int, ok bool) {
	if m.Pools == nil || socket >= len(m.Pools.of) || m.Pools.of[socket] == none {
		return 0, false
	}
	return int(m.Pools.of[socket]), true
}

// DrawsFrom reports whether a socket draws from a pool.
func (c Conn) DrawsFrom(id PoolID) bool {
	at, ok := c.In.PoolOf(c.At)
	return ok && c.In.Pools.List[at].ID == id
}

// PoolWith finds the pool with an identity: an index into Pools.List.
func (m *Moment) PoolWith(id PoolID) (pool int, ok bool) {
	if m.Pools == nil {
		return 0, false
	}
	at := m.Pools.find(id)
	return at, at >= 0
}

func (p *Pools) find(id PoolID) int {
	return slices.IndexFunc(p.List, func(p Pool) bool { return p.ID == id })
}

// with is the pool with an identity; nil where there is none.
func (p *Pools) with(id PoolID) *Pool {
	if at := p.find(id); at >= 0 {
		return &p.List[at]
	}
	return nil
}

// Tightest is the TCP pool of which least is left, where there is one: an index
// into Pools.List.
func (m *Moment) Tightest() (pool int, ok bool) {
	if m.Pools == nil || m.Pools.tight == none {
		return 0, false
	}
	return int(m.Pools.tight), true
}

// TightestOf are the pools of which least is left, at most so many: indices into
// Pools.List. UDP is among them, as are those that Tightest takes for too small a
// part of their address.
func (m *Moment) TightestOf(most int) []int {
	if m.Pools == nil {
		return nil
	}
	var held []int
	for i := range m.Pools.List {
		if m.Pools.List[i].Held() > 0 {
			held = append(held, i)
		}
	}
	slices.SortFunc(held, func(a, b int) int { return m.Pools.List[a].compareLeft(&m.Pools.List[b]) })
	return held[:min(most, len(held))]
}

// Opener is the process that holds most sockets of a pool, an index into
// Snapshot.Processes.
func (m *Moment) Opener(pool int) (process uint32, ok bool) {
	if pool == int(m.Pools.tight) {
		return m.Pools.opener, m.Pools.opened
	}
	return m.Pools.openerOf(m.Snapshot, pool, make([]int32, len(m.Processes)))
}

// PoolTo finds the pool of one destination of which least is left; a host with
// several addresses has several.
func (m *Moment) PoolTo(dest Endpoint) (pool int, ok bool) {
	if m.Pools == nil {
		return 0, false
	}
	for i := range m.Pools.List {
		p := &m.Pools.List[i]
		if p.ID.Kind == ToDestination && p.ID.Dest == dest && p.Held() > 0 && (!ok || p.tighter(&m.Pools.List[pool])) {
			pool, ok = i, true
		}
	}
	return pool, ok
}
