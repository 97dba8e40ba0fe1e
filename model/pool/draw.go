package pool

import (
	"berth/model"
	"berth/model/listen"
)

// draw finds out from which pool each socket of a snapshot drew its port.
type draw struct {
	w     *scratch
	n     *model.Snapshot
	x     *listen.Index
	pools *Pools
	low   uint16 // where the range begins
	size  int    // ports of the range that are not reserved
	here  *ground
	was   *Pools // what the sockets were found to draw from before; nil: that is to be found out
}

// holds reports whether a socket holds a port that can be drawn, and says in
// which namespace.
func (d *draw) holds(s *model.Socket) bool {
	if !d.w.free[s.Local.Port] {
		return false
	}
	d.enter(s)
	return true
}

// enter makes the namespace of a socket the one that is looked at.
func (d *draw) enter(s *model.Socket) {
	if d.here == nil || d.here.netns != s.NetNS {
		d.here = d.w.ground(s.NetNS)
	}
}

// count gives each socket its pool, as far as its row in the table tells.
func (d *draw) count() {
	n := d.n
	d.w.numbers.Reset(len(n.Sockets))
	d.w.grounds = d.w.grounds[:0]
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if !d.holds(s) {
			continue
		}
		kind := TenureOf(s)
		held := &d.w.held[s.Proto][s.Local.Port]
		*held = max(*held, kind)
		switch {
		case s.Proto == model.UDP:
			d.datagram(i, s, kind)
		case s.State == model.Listen || d.x.Serves(s):
			d.here.block(s.Local.Port, d.low)
		case wasBound(s) || d.was.first(i):
			d.first(i, s)
		case s.Remote.Port != 0:
			d.connection(i, s, kind)
		}
	}
}

func (d *draw) datagram(i int, s *model.Socket, kind Tenure) {
	pool := d.pool(PoolID{NetNS: s.NetNS, Kind: OfUDP, Source: model.Addr{10: 0xff, 11: 0xff}})
	d.pools.of[i] = pool
	d.here.udp[s.Local.Port] = max(d.here.udp[s.Local.Port], kind)
}

// first gives a socket that was bound first its pool.
func (d *draw) first(i int, s *model.Socket) {
	d.here.block(s.Local.Port, d.low)
	at := d.pool(PoolID{NetNS: s.NetNS, Kind: FromSource, Source: s.Local.Addr})
	d.pools.of[i] = at
	d.pools.List[at].own++
}

func (d *draw) connection(i int, s *model.Socket, kind Tenure) {
	at := d.pool(PoolID{s.NetNS, ToDestination, s.Local.Addr, s.Remote})
	d.pools.of[i] = at
	d.pools.List[at].count(s, kind, 1, &d.n.Kernel, d.low)
}

// pool is where a pool stands in the list; a new one is added.
func (d *draw) pool(id PoolID) int32 {
	at := d.w.numbers.Number(id)
	if int(at) == len(d.pools.List) {
		d.pools.List = append(d.pools.List, Pool{ID: id})
	}
	return at
}

// count adds by sockets like s.
func (p *Pool) count(s *model.Socket, kind Tenure, by int, k *model.Kernel, low uint16) {
	p.Use.Add(kind, by)
	if kind == HeldTimeWait && reuses(k, s) {
		p.Reusable += by
	}
	if noted(s) {
		p.noted += by
	}
	if parity(s.Local.Port, low) == 0 {
		p.favoured += by
	}
}

// close says how many ports each pool has.
func (d *draw) close() {
	p := d.pools
	sources := false
	for i := range p.List {
		pool := &p.List[i]
		pool.Size = d.size
		g := d.w.ground(pool.ID.NetNS)
		switch pool.ID.Kind {
		case ToDestination:
			pool.Size -= g.blocks[0] + g.blocks[1]
		case OfUDP:
			for _, kind := range g.udp {
				pool.Use.Add(kind, 1)
			}
		case FromSource:
			sources = true
		}
	}
	for i, at := range p.of {
		if at < 0 || p.List[at].ID.Kind != ToDestination {
			continue
		}
		// A listener came to have the port of a connection that was there before:
		// it blocks the port for others, not for those that have it.
		if s := &d.n.Sockets[i]; d.w.ground(s.NetNS).blocked[s.Local.Port] {
			p.List[at].Size++
		}
	}
	if sources {
		d.sources()
	}
}
