package pool

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/flat"
)

// suspect is a connection that may have been bound before it connected.
type suspect struct{ socket, pool int32 }

// guess finds connections that were bound before they connected, by their ports. A
// program that binds to port 0 and then connects gets a port of the half that connect
// avoids while its own half has free ports. So a connection on such a port was bound
// first, except in three cases: the half of connect is full for its destination, or
// was recently, or the source address uses the port for several destinations at once.
func (d *assignment) guess(spilled func(PoolID) bool) {
	if !d.findSuspectPools(spilled) {
		return
	}
	n, p, suspects := d.n, d.pools, d.suspects()
	source := func(c suspect) *model.Socket { return &n.Sockets[c.socket] }
	slices.SortFunc(suspects, func(a, b suspect) int {
		s, t := source(a), source(b)
		return cmp.Or(cmp.Compare(s.Local.Port, t.Local.Port), cmp.Compare(s.NetNS, t.NetNS), s.Local.Addr.Compare(t.Local.Addr), cmp.Compare(a.pool, b.pool))
	})
	for len(suspects) > 0 {
		s := source(suspects[0])
		same := slices.IndexFunc(suspects, func(c suspect) bool { return source(c).Local != s.Local || source(c).NetNS != s.NetNS })
		if same < 0 {
			same = len(suspects)
		}
		if suspects[0].pool == suspects[same-1].pool && d.w.suspect[suspects[0].pool] {
			for _, c := range suspects[:same] {
				s := source(c)
				d.enter(s)
				p.List[c.pool].count(s, HoldKindOf(s), -1, d.here)
				d.first(int(c.socket), s)
				p.List[p.of[c.socket]].Guessed++
			}
		}
		suspects = suspects[same:]
	}
}

// findSuspectPools finds the pools with connections on ports that connect avoids
// while it has others.
func (d *assignment) findSuspectPools(spilled func(PoolID) bool) (some bool) {
	list := d.pools.List
	d.w.suspect = flat.Len(d.w.suspect, len(list))
	for i := range list {
		pool := &list[i]
		d.w.suspect[i] = pool.ID.Kind == ToDestination && pool.Use.Held() != pool.preferredHalf &&
			!pool.spills(d.w.portUses[pool.space].half()) && !spilled(pool.ID)
		some = some || d.w.suspect[i]
	}
	return some
}

// suspects are all connections on the ports of suspect pools that connect avoids.
func (d *assignment) suspects() []suspect {
	for i, at := range d.pools.of {
		if at == none || !d.w.suspect[at] {
			continue
		}
		s := &d.n.Sockets[i]
		if d.enter(s); parity(s.Local.Port, d.here.low) == 1 {
			d.here.suspect[s.Local.Port] = true
		}
	}
	d.w.suspects = flat.Cap(d.w.suspects, len(d.n.Sockets))
	for i, at := range d.pools.of {
		if at == none || d.pools.List[at].ID.Kind != ToDestination {
			continue
		}
		s := &d.n.Sockets[i]
		if d.enter(s); d.here.suspect[s.Local.Port] {
			d.w.suspects = append(d.w.suspects, suspect{int32(i), at})
		}
	}
	return d.w.suspects
}

// half is how many ports of the range connect prefers and can get in a namespace.
func (g *portUse) half() int { return (g.size+1)/2 - g.blocks[0] }

// spills reports whether a pool has used up nine tenths of the ports that connect
// prefers, so that connect may choose from the other half.
func (p *Pool) spills(half int) bool { return 10*p.preferredHalf >= 9*half }
