// Package portmap lays the ports of a moment out by number: who holds which, in
// blocks of as many ports as a cell of a map has room for.
package portmap

import (
	"berth/model"
	"berth/model/room"
)

// Ports is how many port numbers a protocol has, with 0, which no socket holds.
const Ports = 1 << 16

// Chart knows of each port the sockets that hold it and match. It is not changed
// once it is made; its moment must be kept as long as it is read.
type Chart struct {
	In      *model.Moment
	shown   []int32 // sockets that hold a port and match, in the order of the snapshot
	sockets []int32 // the same by protocol and port; of a port listeners first
	ports   [model.Protos][Ports]berth
}

// berth is a port: where its sockets stand in Chart.sockets, behind those of the
// port before.
type berth struct {
	deaf int32 // where those begin that do not listen
	end  int32
	held model.Tenure
}

// New charts a moment. It may use the memory of a chart that nobody reads any more.
func New(m *model.Moment, match model.Match, spare *Chart) *Chart {
	c := spare
	if c == nil {
		c = &Chart{}
	}
	c.In, c.shown = m, room.Upto(c.shown, len(m.Sockets))
	for proto := range c.ports {
		clear(c.ports[proto][:])
	}
	for i := range m.Sockets {
		s := &m.Sockets[i]
		if s.Local.Port == 0 || match != nil && !match(model.Conn{In: m, At: i}) {
			continue
		}
		c.shown = append(c.shown, int32(i))
		port := &c.ports[s.Proto][s.Local.Port]
		port.end++
		if s.Listening() {
			port.deaf++
		}
		port.held = max(port.held, model.TenureOf(s))
	}
	c.sort()
	return c
}

// sort is a counting sort: ports are few, sockets may be many.
func (c *Chart) sort() {
	begin := int32(0)
	for proto := range c.ports {
		for at := range c.ports[proto] {
			port := &c.ports[proto][at]
			count, listeners := port.end, port.deaf
			port.deaf, port.end = begin, begin+listeners
			begin += count
		}
	}
	c.sockets = room.Of(c.sockets, len(c.shown))
	for _, i := range c.shown {
		s := &c.In.Sockets[i]
		next := &c.ports[s.Proto][s.Local.Port].end
		if s.Listening() {
			next = &c.ports[s.Proto][s.Local.Port].deaf
		}
		c.sockets[*next] = i
		*next++
	}
}

// Sockets are those that hold a port of a block, port by port, as indices of the
// moment's. The slice is shared.
func (c *Chart) Sockets(proto model.Proto, from, to uint16) []int32 {
	return c.sockets[c.begin(proto, from):c.ports[proto][to].end]
}

// begin is where the sockets of a port begin: where those of the one before end.
func (c *Chart) begin(proto model.Proto, port uint16) int32 {
	switch {
	case port > 0:
		return c.ports[proto][port-1].end
	case proto > 0:
		return c.ports[proto-1][Ports-1].end
	}
	return 0
}

// Listeners are those on a port. The slice is shared.
func (c *Chart) Listeners(proto model.Proto, port uint16) []int32 {
	return c.sockets[c.begin(proto, port):c.ports[proto][port].deaf]
}

// Forget lets go of the moment, so that the chart is nothing but memory for New.
func (c *Chart) Forget() { c.In = nil }
