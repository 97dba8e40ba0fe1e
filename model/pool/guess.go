package pool

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/flat"
)

// claim is a connection on a port that was perhaps bound first.
type claim struct{ socket, pool int32 }

// guess tells connections that were bound first from the others by their ports.
// Who binds to port 0 and connects then is given a port of the half that connect
// leaves alone while it has ports of its own. So a connection on such a port was
// bound first, unless the other half is used up towards its destination, or was
// lately, or its address has the port towards several destinations at once.
func (d *assignment) guess(spilled func(PoolID) bool) {
	if !d.doubt(spilled) {
		return
	}
	n, p, claims := d.n, d.pools, d.claims()
	source := func(c claim) *model.Socket { return &n.Sockets[c.socket] }
	slices.SortFunc(claims, func(a, b claim) int {
		s, t := source(a), source(b)
		return cmp.Or(cmp.Compare(s.Local.Port, t.Local.Port), cmp.Compare(s.NetNS, t.NetNS), s.Local.Addr.Compare(t.Local.Addr), cmp.Compare(a.pool, b.pool))
	})
	for len(claims) > 0 {
		s := source(claims[0])
		same := slices.IndexFunc(claims, func(c claim) bool { return source(c).Local != s.Local || source(c).NetNS != s.NetNS })
		if same < 0 {
			same = len(claims)
		}
		if claims[0].pool == claims[same-1].pool && d.w.strange[claims[0].pool] {
			for _, c := range claims[:same] {
				s := source(c)
				d.enter(s)
				p.List[c.pool].count(s, HoldKindOf(s), -1, d.here)
				d.first(int(c.socket), s)
				p.List[p.of[c.socket]].Guessed++
			}
		}
		claims = claims[same:]
	}
}

// doubt finds the pools with connections on ports that connect does not give
// while it has others.
func (d *assignment) doubt(spilled func(PoolID) bool) (some bool) {
	list := d.pools.List
	d.w.strange = flat.Len(d.w.strange, len(list))
	for i := range list {
		pool := &list[i]
		d.w.strange[i] = pool.ID.Kind == ToDestination && pool.Use.Held() != pool.preferredHalf &&
			!pool.spills(d.w.portUses[pool.space].half()) && !spilled(pool.ID)
		some = some || d.w.strange[i]
	}
	return some
}

// claims are all connections on the ports that are in doubt.
func (d *assignment) claims() []claim {
	for i, at := range d.pools.of {
		if at == none || !d.w.strange[at] {
			continue
		}
		s := &d.n.Sockets[i]
		if d.enter(s); parity(s.Local.Port, d.here.low) == 1 {
			d.here.doubtful[s.Local.Port] = true
		}
	}
	d.w.claims = flat.Cap(d.w.claims, len(d.n.Sockets))
	for i, at := range d.pools.of {
		if at == none || d.pools.List[at].ID.Kind != ToDestination {
			continue
		}
		s := &d.n.Sockets[i]
		if d.enter(s); d.here.doubtful[s.Local.Port] {
			d.w.claims = append(d.w.claims, claim{int32(i), at})
		}
	}
	return d.w.claims
}

// half is how many ports connect prefers in a namespace, and may be given.
func (g *portUse) half() int { return (g.size+1)/2 - g.blocks[0] }

// spills reports whether the connections of a pool have used up the ports that
// connect prefers, or nearly, so that it gives them those of the other half.
func (p *Pool) spills(half int) bool { return 10*p.preferredHalf >= 9*half }
