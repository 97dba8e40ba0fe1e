// Package portmap arranges the ports of a moment by number, in one block of ports for
// each cell of a map, and counts what holds them.
package portmap

import (
	"slices"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
)

// Ports is the number of port numbers of a protocol, including 0, which no socket holds.
const Ports = 1 << 16

// Chart has for each port the matching sockets that hold it. It never changes. Its
// moment must be kept as long as it is read.
type Chart struct {
	In      *moment.Moment
	sockets []int32                    // matching ones that hold a port, by protocol and port; listeners of a port first
	end     [model.Protos][Ports]int32 // index behind the sockets of a port: the sockets of the next port begin there
	held    [model.Protos][Ports]pool.HoldKind
}

// New charts the network namespace that berth is in.
func New(m *moment.Moment, match moment.Match) *Chart {
	c := &Chart{In: m}
	shown := make([]bool, len(m.Sockets))
	for i := range m.Sockets {
		s := &m.Sockets[i]
		if s.Space != 0 || s.Local.Port == 0 || match != nil && !match(moment.Conn{In: m, At: i}) {
			continue
		}
		shown[i] = true
		c.end[s.Proto][s.Local.Port]++
		held := &c.held[s.Proto][s.Local.Port]
		*held = max(*held, pool.HoldKindOf(s))
	}
	c.sort(shown)
	return c
}

// sort is a counting sort: ports are few, sockets may be many.
func (c *Chart) sort(shown []bool) {
	begin := int32(0)
	for proto := range c.end {
		for port := range c.end[proto] {
			end := &c.end[proto][port]
			*end, begin = begin, begin+*end
		}
	}
	c.sockets = make([]int32, begin)
	for _, listening := range []bool{true, false} {
		for i := range c.In.Sockets {
			if s := &c.In.Sockets[i]; shown[i] && s.Listening() == listening {
				end := &c.end[s.Proto][s.Local.Port] // moves from the first to the last socket of the port
				c.sockets[*end] = int32(i)
				*end++
			}
		}
	}
}

// Sockets are the sockets on a range of ports, port by port, as indices into those of
// the moment. The slice is shared.
func (c *Chart) Sockets(proto model.Proto, from, to uint16) []int32 {
	return c.sockets[c.begin(proto, from):c.end[proto][to]]
}

// begin is the index of the first socket of a port.
func (c *Chart) begin(proto model.Proto, port uint16) int32 {
	switch {
	case port > 0:
		return c.end[proto][port-1]
	case proto > 0:
		return c.end[proto-1][Ports-1]
	}
	return 0
}

// Listeners are the listeners on a port. The slice is shared.
func (c *Chart) Listeners(proto model.Proto, port uint16) []int32 {
	on := c.Sockets(proto, port, port)
	deaf := slices.IndexFunc(on, func(i int32) bool { return !c.In.Sockets[i].Listening() })
	if deaf < 0 {
		return on
	}
	return on[:deaf]
}
