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
	listeners []int32                  // sorted by port identity, then by their order in the snapshot
	ports     []listeners              // one for each port that has listeners
	numbers   flat.Table[model.PortID] // numbers the ports
}

// listeners are those of one port: a part of Index.listeners.
type listeners struct {
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
		x.ports = append(x.ports, listeners{int32(from), int32(to)})
		x.numbers.Number(id)
		from = to
	}
	return x
}

// Listeners are all listeners, port by port, as indices of sockets. The slice is
// shared and must not be changed.
func (x *Index) Listeners() []int32 {
	if x == nil {
		return nil
	}
	return x.listeners
}

// On are all listeners on a port, with any address. The slice is shared and must not
// be changed.
func (x *Index) On(id model.PortID) []int32 {
	if x == nil {
		return nil
	}
	i, ok := x.numbers.Find(id)
	if !ok {
		return nil
	}
	on := &x.ports[i]
	return x.listeners[on.from:on.to:on.to]
}

// Listener finds the listeners (indices of sockets) that accept connections to the
// local end of s: they have the same namespace, protocol and port, and the same
// address or the wildcard. As in the kernel, a listener on the address itself comes
// before the wildcard. There are several only if they share the port (SO_REUSEPORT).
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

// Serves reports whether a listener accepts connections to the local end of s.
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

// The fits, from the worst to the best.
const (
	Unfit Fit = iota
	ByWildcard
	ByAddress
)

// fitness compares families, too: an accepted socket has the family of its listener,
// so a listener on [::] can only have accepted IPv4 peers as AF_INET6 sockets.
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
