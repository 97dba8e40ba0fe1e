package pool

import (
	"berth/model"
	"berth/model/flat"
)

// sources counts the ports in use of the pools FromSource. bind gives a port to a
// socket only if no other socket has it on the same address, even one that connected
// without bind.
func (d *assignment) sources() {
	p, n, in := d.pools, d.n, &d.w.members
	in.Reset(len(n.Sockets))
	// Two groups after the pools: sockets on the wildcard, which hold their port on
	// every address, and sockets on addresses without a pool FromSource.
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
	wildcard := &d.w.wildcard
	wildcard.known = false
	for i := range p.List {
		pool := &p.List[i]
		switch {
		case pool.ID.Kind != FromSource:
		case pool.ID.Source.Wildcard():
			d.hold(pool, in.All(), nil)
		default:
			if !wildcard.known || wildcard.netns != pool.ID.NetNS {
				wildcard.fill(n, pool.ID.NetNS, pieces[everywhere])
			}
			pool.Use = wildcard.use
			d.hold(pool, pieces[i], wildcard)
		}
	}
}

// wildcard is the ports that sockets on the wildcard hold in a namespace: they are
// held on every source address too. They are counted once, because there may be as
// many addresses as sockets.
type wildcard struct {
	netns uint32
	known bool
	use   Use
	ports [1 << 16]HoldKind
}

func (w *wildcard) fill(n *model.Snapshot, netns uint32, sockets []int32) {
	*w = wildcard{netns: netns, known: true}
	for _, i := range sockets {
		s := &n.Sockets[i]
		if was, is := &w.ports[s.Local.Port], HoldKindOf(s); s.NetNS == netns && is > *was {
			w.use.Add(*was, -1)
			w.use.Add(is, 1)
			*was = is
		}
	}
}

// hold adds the ports of sockets in the namespace of a pool to its use, which already
// includes those of counted; counted is nil if there are none.
func (d *assignment) hold(pool *Pool, sockets []int32, counted *wildcard) {
	ports := &d.w.ports
	for _, i := range sockets {
		if s := &d.n.Sockets[i]; s.NetNS == pool.ID.NetNS {
			ports[s.Local.Port] = max(ports[s.Local.Port], HoldKindOf(s))
		}
	}
	for _, i := range sockets {
		port, was := d.n.Sockets[i].Local.Port, NotHeld
		if counted != nil {
			was = counted.ports[port]
		}
		if is := ports[port]; is > was {
			pool.Use.Add(was, -1)
			pool.Use.Add(is, 1)
		}
		ports[port] = NotHeld
	}
}
