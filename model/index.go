package model

import (
	"cmp"
	"slices"
)

// Index tells which local ports have a listener.
type Index struct {
	sockets   []Socket
	listeners []int32 // sorted by port identity, then as they stand in the snapshot
	spans     []span  // one for each port that has listeners
	at        portSet // numbers the spans
}

// span is the piece of Index.listeners that one port has.
type span struct {
	id       PortID
	from, to int32
}

// indexOf finds the listeners of a snapshot.
func indexOf(sockets []Socket) *Index {
	listening := 0
	for i := range sockets {
		if sockets[i].Listening() {
			listening++
		}
	}
	x := &Index{sockets: sockets, listeners: make([]int32, 0, listening)}
	for i := range sockets {
		if sockets[i].Listening() {
			x.listeners = append(x.listeners, int32(i))
		}
	}
	slices.SortFunc(x.listeners, func(a, b int32) int {
		return cmp.Or(sockets[a].PortID().Compare(sockets[b].PortID()), cmp.Compare(a, b))
	})
	for from := 0; from < len(x.listeners); {
		id, to := sockets[x.listeners[from]].PortID(), from+1
		for to < len(x.listeners) && sockets[x.listeners[to]].PortID() == id {
			to++
		}
		x.spans = append(x.spans, span{id, int32(from), int32(to)})
		x.at.number(id)
		from = to
	}
	return x
}

// Listeners are all of them, port by port: indices of sockets. The slice is shared.
func (x *Index) Listeners() []int32 {
	if x == nil {
		return nil
	}
	return x.listeners
}

// On are all listeners on a port, whatever their address. The slice is shared.
func (x *Index) On(id PortID) []int32 {
	if x == nil {
		return nil
	}
	i, ok := x.at.find(id)
	if !ok {
		return nil
	}
	on := &x.spans[i]
	return x.listeners[on.from:on.to:on.to]
}

// Listener finds the listeners (indices of sockets) that accept for the local
// end of s: same namespace, protocol and port, and its address or the wildcard.
// As in the kernel, a listener on the address itself comes before the wildcard;
// it returns several only where they share one port (SO_REUSEPORT).
func (x *Index) Listener(s *Socket) []int32 {
	on := x.On(s.PortID())
	best := x.best(on, s)
	if best == unfit {
		return nil
	}
	var fit []int32
	for _, i := range on {
		if fitness(&x.sockets[i], s) == best {
			fit = append(fit, i)
		}
	}
	return fit
}

// Serves reports whether a listener accepts for the local end of s.
func (x *Index) Serves(s *Socket) bool { return x.best(x.On(s.PortID()), s) != unfit }

func (x *Index) best(on []int32, s *Socket) fit {
	best := unfit
	for _, i := range on {
		best = max(best, fitness(&x.sockets[i], s))
	}
	return best
}

// fit is how well a listener matches the local end of a socket.
type fit uint8

const (
	unfit fit = iota
	byWildcard
	byAddress
)

// fitness compares families too: an accepted socket has the family of its
// listener, so that [::] can only have accepted an IPv4 peer as AF_INET6.
func fitness(listener, s *Socket) fit {
	switch at := listener.Local.Addr; {
	case listener.Traits&InetSix != s.Traits&InetSix:
		return unfit
	case at == s.Local.Addr:
		return byAddress
	case !at.Wildcard():
		return unfit
	case at.Four() && !s.Local.Addr.Four(): // bound to ::ffff:0.0.0.0
		return unfit
	}
	return byWildcard
}
