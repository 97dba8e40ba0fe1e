package pool

import (
	"berth/model"
	"berth/model/flat"
)

// sources counts what is held of the pools of those that bind first. A port is
// not given to such a socket while any other socket has it on the same address,
// also one that connected without bind.
func (d *assignment) sources() {
	p, n, in := d.pools, d.n, &d.w.members
	in.Reset(len(n.Sockets))
	// Behind the pools: sockets on the wildcard, which hold their port on every
	// address, and those on addresses from which nobody binds first.
	everywhere, elsewhere := int32(len(p.List)), int32(len(p.List)+1)
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if s.Proto != model.TCP || !d.holds(s) {
			continue
		}
		row := everywhere
		if !s.Local.Addr.Wildcard() {
			row = elsewhere
			if at, ok := d.w.numbers.Find(PoolID{NetNS: s.NetNS, Kind: FromSource, Source: s.Local.Addr}); ok {
				row = at
			}
		}
		in.Add(row, i)
	}
	d.w.pieces = flat.Len(d.w.pieces, len(n.Sockets))
	pieces := in.Cut(int(elsewhere)+1, d.w.pieces)
	wild := &d.w.wild
	wild.known = false
	for i := range p.List {
		pool := &p.List[i]
		switch {
		case pool.ID.Kind != FromSource:
		case pool.ID.Source.Wildcard():
			d.hold(pool, in.All(), nil)
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
	ports [1 << 16]HoldKind
}

func (w *wild) fill(n *model.Snapshot, netns uint32, sockets []int32) {
	*w = wild{netns: netns, known: true}
	for _, i := range sockets {
		s := &n.Sockets[i]
		if was, is := &w.ports[s.Local.Port], HoldKindOf(s); s.NetNS == netns && is > *was {
			w.use.Add(*was, -1)
			w.use.Add(is, 1)
			*was = is
		}
	}
}

// hold adds the ports that some sockets have in the namespace of a pool to those
// of the wildcard, which it has already; nil: there are none.
func (d *assignment) hold(pool *Pool, sockets []int32, beside *wild) {
	ports := &d.w.ports
	for _, i := range sockets {
		if s := &d.n.Sockets[i]; s.NetNS == pool.ID.NetNS {
			ports[s.Local.Port] = max(ports[s.Local.Port], HoldKindOf(s))
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
