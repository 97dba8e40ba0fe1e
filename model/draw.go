package model

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
	n := d.n
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

// noted reports whether a connection was closed here and not by its peer: the
// kernel keeps a note of it for 60 s at most, as of one in TIME-WAIT
// (net/ipv4/tcp.c, __tcp_close).
func (s *Socket) noted() bool { return s.State == FinWait2 && s.Timer == TimerTimeWait }

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
	if s.noted() {
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
