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
	here  *portUse
	was   *Pools // the pools found before, for a what-if; nil: find them
}

// holds reports whether a socket holds a port that the kernel can choose. It enters
// the namespace of the socket.
func (d *assignment) holds(s *model.Socket) bool {
	d.enter(s)
	return d.here.free[s.Local.Port]
}

// enter makes the namespace of a socket the current one.
func (d *assignment) enter(s *model.Socket) {
	if d.here == nil || d.here.space != s.Space {
		d.here = d.w.portUses[s.Space]
	}
}

// count gives each socket its pool, as far as the socket table shows it.
func (d *assignment) count() {
	n := d.n
	d.w.numbers.Reset(len(n.Sockets))
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if !d.holds(s) {
			continue
		}
		kind := HoldKindOf(s)
		held := &d.here.held[s.Proto][s.Local.Port]
		*held = max(*held, kind)
		switch {
		case s.Proto == model.UDP:
			d.datagram(i, s)
		case s.State == model.Listen || d.x.Serves(s):
			d.here.block(s.Local.Port)
		case wasBound(s) || d.was.first(i):
			d.first(i, s)
		case s.Remote.Port != 0:
			d.connection(i, s, kind)
		}
	}
}

func (d *assignment) datagram(i int, s *model.Socket) {
	d.pools.of[i] = d.pool(PoolID{NetNS: s.NetNS, Kind: OfUDP, Source: model.Addr{10: 0xff, 11: 0xff}}, s.Space)
}

// first gives a socket that was bound before it connected its pool.
func (d *assignment) first(i int, s *model.Socket) {
	d.here.block(s.Local.Port)
	at := d.pool(PoolID{NetNS: s.NetNS, Kind: FromSource, Source: s.Local.Addr}, s.Space)
	d.pools.of[i] = at
	d.pools.List[at].own++
}

func (d *assignment) connection(i int, s *model.Socket, kind HoldKind) {
	at := d.pool(PoolID{s.NetNS, ToDestination, s.Local.Addr, s.Remote}, s.Space)
	d.pools.of[i] = at
	d.pools.List[at].count(s, kind, 1, d.here)
}

// pool is the index of a pool of a network namespace in the list; a new pool is added.
func (d *assignment) pool(id PoolID, space uint32) int32 {
	at := d.w.numbers.Number(id)
	if int(at) == len(d.pools.List) {
		d.pools.List = append(d.pools.List, Pool{ID: id, space: space})
	}
	return at
}

// count adds by (or subtracts, if negative) sockets like s.
func (p *Pool) count(s *model.Socket, kind HoldKind, by int, g *portUse) {
	p.Use.Add(kind, by)
	if kind == HeldTimeWait && reuses(g.kernel, s) {
		p.Reusable += by
	}
	if noted(s) {
		p.noted += by
	}
	if parity(s.Local.Port, g.low) == 0 {
		p.preferredHalf += by
	}
}

// close sets the size of each pool.
func (d *assignment) close() {
	p := d.pools
	sources := false
	for i := range p.List {
		pool := &p.List[i]
		g := d.w.portUses[pool.space]
		pool.Size = g.size
		switch pool.ID.Kind {
		case ToDestination:
			pool.Size -= g.blocks[0] + g.blocks[1]
		case OfUDP:
			for _, kind := range g.held[model.UDP] {
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
		if s := &d.n.Sockets[i]; d.w.portUses[s.Space].blocked[s.Local.Port] {
			p.List[at].Size++
		}
	}
	if sources {
		d.sources()
	}
}
