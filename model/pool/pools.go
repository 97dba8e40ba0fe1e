package pool

import (
	"slices"

	"berth/model"
	"berth/model/flat"
)

// Pools are all pools of a snapshot.
type Pools struct {
	List   []Pool
	of     []int32 // by socket: its pool, or none
	tight  int32   // the tightest pool of TCP, or none
	opener uint32
	opened bool
}

// none is the index for no pool.
const none = -1

// poolsOf is an empty list of pools, with room for as many as the last snapshot had
// and a few more.
func (w *scratch) poolsOf(n *model.Snapshot) *Pools { return w.poolsIn(n, nil) }

// poolsIn is poolsOf, reusing the memory of a list that is no longer used.
func (w *scratch) poolsIn(n *model.Snapshot, of []int32) *Pools {
	p := &Pools{of: flat.Len(of, len(n.Sockets)), tight: none}
	if w.pools > 0 {
		p.List = make([]Pool, 0, w.pools+w.pools/32+4)
	}
	for i := range p.of {
		p.of[i] = none
	}
	return p
}

// tighten finds the TCP pool with the least left, and the process that opens most of it.
func (p *Pools) tighten(n *model.Snapshot, w *scratch) {
	for i := range p.List {
		pool := &p.List[i]
		if pool.Matters() && (p.tight == none || pool.tighter(&p.List[p.tight])) {
			p.tight = int32(i)
		}
	}
	if p.tight != none {
		w.holds = flat.Zeros(w.holds, len(n.Processes))
		p.opener, p.opened = p.openerOf(n, int(p.tight), w.holds)
	}
}

// openerOf is the process that holds most sockets of a pool. The caller passes holds
// with a zero for each process.
func (p *Pools) openerOf(n *model.Snapshot, pool int, holds []int32) (process uint32, ok bool) {
	for i, at := range p.of {
		if int(at) == pool {
			for _, owner := range n.Owners(&n.Sockets[i]) {
				holds[owner]++
			}
		}
	}
	process, _, ok = n.Busiest(holds)
	return process, ok
}

// first reports whether a socket was found to be bound before it connected.
func (p *Pools) first(socket int) bool {
	return p != nil && p.of[socket] != none && p.List[p.of[socket]].ID.Kind == FromSource
}

// PoolOf is the pool of a socket: an index into Pools.List.
func (l *Ledger) PoolOf(socket int) (pool int, ok bool) {
	if l.Pools == nil || socket >= len(l.Pools.of) || l.Pools.of[socket] == none {
		return 0, false
	}
	return int(l.Pools.of[socket]), true
}

// PoolWith finds the pool with an identity: an index into Pools.List.
func (l *Ledger) PoolWith(id PoolID) (pool int, ok bool) {
	if l.Pools == nil {
		return 0, false
	}
	at := l.Pools.find(id)
	return at, at >= 0
}

func (p *Pools) find(id PoolID) int {
	return slices.IndexFunc(p.List, func(p Pool) bool { return p.ID == id })
}

// with is the pool with an identity; nil if there is none.
func (p *Pools) with(id PoolID) *Pool {
	if at := p.find(id); at >= 0 {
		return &p.List[at]
	}
	return nil
}

// Tightest is the TCP pool with the least left, if there is one: an index into
// Pools.List.
func (l *Ledger) Tightest() (pool int, ok bool) {
	if l.Pools == nil || l.Pools.tight == none {
		return 0, false
	}
	return int(l.Pools.tight), true
}

// TightestOf are the pools with the least left, at most so many: indices into
// Pools.List. They include UDP, and pools that do not matter to Tightest.
func (l *Ledger) TightestOf(most int) []int {
	if l.Pools == nil {
		return nil
	}
	var held []int
	for i := range l.Pools.List {
		if l.Pools.List[i].Held() > 0 {
			held = append(held, i)
		}
	}
	slices.SortFunc(held, func(a, b int) int { return l.Pools.List[a].compareLeft(&l.Pools.List[b]) })
	return held[:min(most, len(held))]
}

// Opener is the process that holds most sockets of a pool, an index into
// Snapshot.Processes.
func (l *Ledger) Opener(pool int) (process uint32, ok bool) {
	if pool == int(l.Pools.tight) {
		return l.Pools.opener, l.Pools.opened
	}
	return l.Pools.openerOf(l.of, pool, make([]int32, len(l.of.Processes)))
}

// PoolTo finds the pool of a destination with the least left, in berth's own network
// namespace; a host with several source addresses has several pools for one destination.
func (l *Ledger) PoolTo(dest model.Endpoint) (pool int, ok bool) {
	if l.Pools == nil {
		return 0, false
	}
	for i := range l.Pools.List {
		p := &l.Pools.List[i]
		if p.ID.Kind == ToDestination && p.ID.Dest == dest && p.space == 0 && p.Held() > 0 && (!ok || p.tighter(&l.Pools.List[pool])) {
			pool, ok = i, true
		}
	}
	return pool, ok
}
