// Package portmap lays the ports of a moment out by number: who holds which, in
// blocks of as many ports as a cell of a map has room for.
package portmap

import (
	"slices"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
)

// Ports is how many port numbers a protocol has, with 0, which no socket holds.
const Ports = 1 << 16

// Chart knows of each port the sockets that hold it and match. It is not changed
// once it is made; its moment must be kept as long as it is read.
type Chart struct {
	In      *moment.Moment
	sockets []int32                    // that hold a port and match, by protocol and port; of a port listeners first
	end     [model.Protos][Ports]int32 // where the sockets of a port end: those of the next begin there
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
				end := &c.end[s.Proto][s.Local.Port] // which moves from the begin to the end
				c.sockets[*end] = int32(i)
				*end++
			}
		}
	}
}

// Sockets are those that hold a port of a block, port by port, as indices of the
// moment's. The slice is shared.
func (c *Chart) Sockets(proto model.Proto, from, to uint16) []int32 {
	return c.sockets[c.begin(proto, from):c.end[proto][to]]
}

// begin is where the sockets of a port begin: where those of the one before end.
func (c *Chart) begin(proto model.Proto, port uint16) int32 {
	switch {
	case port > 0:
		return c.end[proto][port-1]
	case proto > 0:
		return c.end[proto-1][Ports-1]
	}
	return 0
}

// Listeners are those on a port. The slice is shared.
func (c *Chart) Listeners(proto model.Proto, port uint16) []int32 {
	on := c.Sockets(proto, port, port)
	deaf := slices.IndexFunc(on, func(i int32) bool { return !c.In.Sockets[i].Listening() })
	if deaf < 0 {
		return on
	}
	return on[:deaf]
}
