package model

import (
	"berth/model/room"
)

// draw finds out from which pool each socket of a snapshot drew its port.
type draw struct {
	w     *scratch
	n     *Snapshot
	x     *Index
	pools *Pools
	low   uint16 // where the range begins
	size  int    // ports of the range that are not reserved
	here  *ground
	was   *Pools // what the sockets were found to draw from before; nil: that is to be found out
}

// holds reports whether a socket holds a port that can be drawn, and says in
// which namespace.
func (d *draw) holds(s *Socket) bool {
	if !d.w.free[s.Local.Port] {
		return false
	}
	d.enter(s)
	return true
}

// enter makes the namespace of a socket the one that is looked at.
func (d *draw) enter(s *Socket) {
	if d.here == nil || d.here.netns != s.NetNS {
		d.here = d.w.ground(s.NetNS)
	}
}

// count gives each socket its pool, as far as its row in the table tells.
func (d *draw) count() {
	n, p := d.n, d.pools
	p.clear(len(n.Sockets))
	d.w.table.clear(len(n.Sockets))
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
		case s.Proto == UDP:
			d.datagram(i, s, kind)
		case s.State == Listen || d.x.Serves(s):
			d.here.block(s.Local.Port, d.low)
		case s.bound() || d.was.first(i):
			d.first(i, s)
		case s.Remote.Port != 0:
			d.connection(i, s, kind)
		}
	}
}

// bound reports whether the table itself tells that a TCP socket was bound before
// it was connected: it holds its port and is not connected, or a program asked
// for the port by number. The kernel has forgotten that of a connection in TIME-WAIT.
func (s *Socket) bound() bool {
	if s.State == Bound {
		return true
	}
	return s.Traits&DrawnTold != 0 && s.Traits&Drawn == 0 && s.full()
}

// full reports whether the kernel still has the whole socket, and not only a note
// of it (a TIME-WAIT or a request).
func (s *Socket) full() bool { return s.State != TimeWait && s.State != NewSynRecv }

func (d *draw) datagram(i int, s *Socket, kind Tenure) {
	pool := d.pool(PoolID{NetNS: s.NetNS, Kind: OfUDP, Source: Addr{10: 0xff, 11: 0xff}})
	d.pools.of[i] = pool
	d.here.udp[s.Local.Port] = max(d.here.udp[s.Local.Port], kind)
}

// first gives a socket that was bound first its pool.
func (d *draw) first(i int, s *Socket) {
	d.here.block(s.Local.Port, d.low)
	at := d.pool(PoolID{NetNS: s.NetNS, Kind: FromSource, Source: s.Local.Addr})
	d.pools.of[i] = at
	d.pools.List[at].own++
}

func (d *draw) connection(i int, s *Socket, kind Tenure) {
	at := d.pool(PoolID{s.NetNS, ToDestination, s.Local.Addr, s.Remote})
	d.pools.of[i] = at
	d.pools.List[at].count(s, kind, 1, &d.n.Kernel, d.low)
}

func (d *draw) pool(id PoolID) int32 { return d.w.table.at(&d.pools.List, id) }

// count adds by sockets like s.
func (p *Pool) count(s *Socket, kind Tenure, by int, k *Kernel, low uint16) {
	p.Use.Add(kind, by)
	if kind == HeldTimeWait && k.reuses(s) {
		p.Reusable += by
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

// sources counts what is held of the pools of those that bind first. A port is
// not given to such a socket while any other socket has it on the same address,
// also one that connected without bind.
func (d *draw) sources() {
	p, n, in := d.pools, d.n, &d.w.members
	in.row, in.socket = room.Upto(in.row, len(n.Sockets)), room.Upto(in.socket, len(n.Sockets))
	// Behind the pools: sockets on the wildcard, which hold their port on every
	// address, and those on addresses from which nobody binds first.
	everywhere, elsewhere := int32(len(p.List)), int32(len(p.List)+1)
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if s.Proto != TCP || !d.w.free[s.Local.Port] {
			continue
		}
		row := everywhere
		if !s.Local.Addr.Wildcard() {
			row = d.w.table.find(p.List, PoolID{NetNS: s.NetNS, Kind: FromSource, Source: s.Local.Addr})
		}
		if row == none {
			row = elsewhere
		}
		in.add(row, i)
	}
	pieces := in.cut(int(elsewhere) + 1)
	wild := &d.w.wild
	wild.known = false
	for i := range p.List {
		pool := &p.List[i]
		switch {
		case pool.ID.Kind != FromSource:
		case pool.ID.Source.Wildcard():
			d.hold(pool, in.socket, nil)
		default:
			if !wild.known || wild.netns != pool.ID.NetNS {
				wild.fill(n, pool.ID.NetNS, pieces[everywhere])
			}
			pool.Use = wild.use
			d.hold(pool, pieces[i], wild)
		}
	}
}

// wild is the ports that sockets on the wildcard hold in a namespace: every source
// address has them besides its own. They are counted once, as addresses may be
// as many as sockets.
type wild struct {
	netns uint32
	known bool
	use   Use
	ports [1 << 16]Tenure
}

func (w *wild) fill(n *Snapshot, netns uint32, sockets []int32) {
	*w = wild{netns: netns, known: true}
	for _, i := range sockets {
		s := &n.Sockets[i]
		if was, is := &w.ports[s.Local.Port], TenureOf(s); s.NetNS == netns && is > *was {
			w.use.Add(*was, -1)
			w.use.Add(is, 1)
			*was = is
		}
	}
}

// hold adds the ports that some sockets have in the namespace of a pool to those
// of the wildcard, which it has already; nil: there are none.
func (d *draw) hold(pool *Pool, sockets []int32, beside *wild) {
	ports := &d.w.ports
	for _, i := range sockets {
		if s := &d.n.Sockets[i]; s.NetNS == pool.ID.NetNS {
			ports[s.Local.Port] = max(ports[s.Local.Port], TenureOf(s))
		}
	}
	for _, i := range sockets {
		port, was := d.n.Sockets[i].Local.Port, NotHeld
		if beside != nil {
			was = beside.ports[port]
		}
		if is := ports[port]; is > was {
			pool.Use.Add(was, -1)
			pool.Use.Add(is, 1)
		}
		ports[port] = NotHeld
	}
}
