package pool

import (
	"berth/model"
	"berth/model/listen"
)

// assignment finds the pool of each socket of a snapshot.
type assignment struct {
	w     *scratch
	n     *model.Snapshot
	x     *listen.Index
	pools *Pools
	low   uint16 // first port of the range
	size  int    // ports of the range that are not reserved
	here  *portUse
	was   *Pools // the pools found before, for a what-if; nil: find them
}

// holds reports whether a socket holds a port that the kernel can choose. It enters
// the namespace of the socket.
func (d *assignment) holds(s *model.Socket) bool {
	if !d.w.free[s.Local.Port] {
		return false
	}
	d.enter(s)
	return true
}

// enter makes the namespace of a socket the current one.
func (d *assignment) enter(s *model.Socket) {
	if d.here == nil || d.here.netns != s.NetNS {
		d.here = d.w.portUse(s.NetNS)
	}
}

// count gives each socket its pool, as far as the socket table shows it.
func (d *assignment) count() {
	n := d.n
	d.w.numbers.Reset(len(n.Sockets))
	d.w.portUses = d.w.portUses[:0]
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if !d.holds(s) {
			continue
		}
		kind := HoldKindOf(s)
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

func (d *assignment) datagram(i int, s *model.Socket, kind HoldKind) {
	pool := d.pool(PoolID{NetNS: s.NetNS, Kind: OfUDP, Source: model.Addr{10: 0xff, 11: 0xff}})
	d.pools.of[i] = pool
	d.here.udp[s.Local.Port] = max(d.here.udp[s.Local.Port], kind)
}

// first gives a socket that was bound before it connected its pool.
func (d *assignment) first(i int, s *model.Socket) {
	d.here.block(s.Local.Port, d.low)
	at := d.pool(PoolID{NetNS: s.NetNS, Kind: FromSource, Source: s.Local.Addr})
	d.pools.of[i] = at
	d.pools.List[at].own++
}

func (d *assignment) connection(i int, s *model.Socket, kind HoldKind) {
	at := d.pool(PoolID{s.NetNS, ToDestination, s.Local.Addr, s.Remote})
	d.pools.of[i] = at
	d.pools.List[at].count(s, kind, 1, &d.n.Kernel, d.low)
}

// pool is the index of a pool in the list; a new pool is added.
func (d *assignment) pool(id PoolID) int32 {
	at := d.w.numbers.Number(id)
	if int(at) == len(d.pools.List) {
		d.pools.List = append(d.pools.List, Pool{ID: id})
	}
	return at
}

// count adds by (or subtracts, if negative) sockets like s.
func (p *Pool) count(s *model.Socket, kind HoldKind, by int, k *model.Kernel, low uint16) {
	p.Use.Add(kind, by)
	if kind == HeldTimeWait && reuses(k, s) {
		p.Reusable += by
	}
	if noted(s) {
		p.noted += by
	}
	if parity(s.Local.Port, low) == 0 {
		p.preferredHalf += by
	}
}

// close sets the size of each pool.
func (d *assignment) close() {
	p := d.pools
	sources := false
	for i := range p.List {
		pool := &p.List[i]
		pool.Size = d.size
		g := d.w.portUse(pool.ID.NetNS)
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
		// A listener got the port of an older connection: it blocks the port for new
		// connections, not for those that have it.
		if s := &d.n.Sockets[i]; d.w.portUse(s.NetNS).blocked[s.Local.Port] {
			p.List[at].Size++
		}
	}
	if sources {
		d.sources()
	}
}
