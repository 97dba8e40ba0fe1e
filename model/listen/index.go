// Package listen tells which listener serves the local end of a socket.
package listen

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/flat"
)

// Index tells which local ports have a listener.
type Index struct {
	sockets   []model.Socket
	listeners []int32                  // sorted by port identity, then as they stand in the snapshot
	spans     []span                   // one for each port that has listeners
	at        flat.Table[model.PortID] // numbers the spans
}

// span is the piece of Index.listeners that one port has.
type span struct {
	id       model.PortID
	from, to int32
}

// New finds the listeners of a snapshot.
func New(sockets []model.Socket) *Index {
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
		x.at.Number(id)
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
func (x *Index) On(id model.PortID) []int32 {
	if x == nil {
		return nil
	}
	i, ok := x.at.Find(id)
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
func (x *Index) Listener(s *model.Socket) []int32 {
	on := x.On(s.PortID())
	best := x.best(on, s)
	if best == Unfit {
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

// Fit is how well the best of the listeners matches the local end of s.
func (x *Index) Fit(s *model.Socket) Fit { return x.best(x.On(s.PortID()), s) }

// Serves reports whether a listener accepts for the local end of s.
func (x *Index) Serves(s *model.Socket) bool { return x.Fit(s) != Unfit }

func (x *Index) best(on []int32, s *model.Socket) Fit {
	best := Unfit
	for _, i := range on {
		best = max(best, fitness(&x.sockets[i], s))
	}
	return best
}

// Fit is how well a listener matches the local end of a socket.
type Fit uint8

// The ways, from the least to the best.
const (
	Unfit Fit = iota
	ByWildcard
	ByAddress
)

// fitness compares families too: an accepted socket has the family of its
// listener, so that [::] can only have accepted an IPv4 peer as AF_INET6.
func fitness(listener, s *model.Socket) Fit {
	switch at := listener.Local.Addr; {
	case listener.Traits&model.InetSix != s.Traits&model.InetSix:
		return Unfit
	case at == s.Local.Addr:
		return ByAddress
	case !at.Wildcard():
		return Unfit
	case at.Four() && !s.Local.Addr.Four(): // bound to ::ffff:0.0.0.0
		return Unfit
	}
	return ByWildcard
}
