// Package portmap is the pane that shows all 65,536 ports of a protocol as a map.
package portmap

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/portmap"
	"berth/model/safe"
	"berth/ui/dash/pane"
	"berth/ui/detail"
)

// Map is the pane of the ports by number: a map instead of a table. Its cursor is a
// port, so that it keeps its place when the size of a cell changes.
type Map struct {
	width, height int
	grid          grid
	generation    int // of the newest job
	data          *mapData
	proto         model.Proto
	port          uint16
	placed        bool // the cursor was set to the start of the range
}

// Name is the title of the tab.
func (m *Map) Name() string { return "Range" }

// Needs is nothing: every sample has all that the map shows.
func (m *Map) Needs() model.Need { return 0 }

// State is whether there is a map.
func (m *Map) State() pane.State { return pane.State{Ready: m.data != nil, Empty: m.data == nil} }

// Job counts the ports of an input.
func (m *Map) Job(in pane.Input) pane.Work {
	m.generation++
	generation, g := m.generation, m.grid
	return func() func() {
		d := newMapData(portmap.New(in.Moment, in.Match), in.Match != nil, g)
		return func() { m.take(generation, d) }
	}
}

// take shows the result of a job, unless a newer job has been started.
func (m *Map) take(generation int, d *mapData) {
	if generation != m.generation {
		return
	}
	m.data = d
	if r := d.chart.In.Own().Kernel.Ephemeral; !m.placed && r.Known {
		m.port = r.Low
	}
	m.placed = true
	m.fit()
}

// Release drops the map: it would keep an old moment in memory.
func (m *Map) Release() {
	m.generation++
	m.data = nil
}

// Resize gives the map its size.
func (m *Map) Resize(width, height int) {
	m.width, m.height = width, height
	m.grid = gridFor(width, height)
	m.fit()
}

// fit builds the map data again if it was built for another grid. The cost does not
// depend on the number of sockets, but it is too much for every size during a resize.
func (m *Map) fit() {
	switch s := m.data; {
	case s == nil:
	case s.grid.drawsAs(m.grid):
		s.grid = m.grid
	default:
		m.data = newMapData(s.chart, s.filtered, m.grid)
	}
}

// goTo moves the cursor to a cell.
func (m *Map) goTo(proto model.Proto, cell int) {
	m.proto = proto
	m.port, _ = portmap.Bounds(max(min(cell, m.grid.cells()-1), 0), m.grid.cells())
}

// Cursor is the port under the cursor.
func (m *Map) Cursor() (model.Proto, uint16) { return m.proto, m.port }

// SetCursor moves the cursor to a port.
func (m *Map) SetCursor(proto model.Proto, port uint16) { m.proto, m.port = proto, port }

func (m *Map) at() int { return portmap.Cell(m.port, m.grid.cells()) }

// Move moves up or down by n lines, also from one map to the other if both are shown.
func (m *Map) Move(n int) {
	first, last := 0, m.grid.rows-1
	if m.grid.both {
		last += m.grid.rows
	}
	line := max(min(m.grid.line(m.proto, m.at())+n, last), first)
	proto := m.proto
	if m.grid.both {
		proto, line = model.Proto(line/m.grid.rows), line%m.grid.rows
	}
	m.goTo(proto, line*m.grid.cols+m.at()%m.grid.cols)
}

// Sideways moves by n blocks.
func (m *Map) Sideways(n int) { m.goTo(m.proto, m.at()+n) }

// Home goes to the first block.
func (m *Map) Home() { m.goTo(m.proto, 0) }

// End goes to the last block.
func (m *Map) End() { m.goTo(m.proto, m.grid.cells()-1) }

// OtherProtocol switches between TCP and UDP; the cursor keeps its port.
func (m *Map) OtherProtocol() { m.proto = (m.proto + 1) % model.Protos }

// Page is a quarter of a map.
func (m *Map) Page() int { return max(m.grid.rows/4, 1) }

// Scroll moves the cursor, one line for each step of the wheel: the whole map is
// always on the screen, so there is nothing to scroll.
func (m *Map) Scroll(n int) { m.Move(n / pane.Wheel) }

// Pick puts the cursor on the block at a cell.
func (m *Map) Pick(x, y int) bool {
	col := x - gutter
	if m.data == nil || col < 0 || col >= m.grid.cols || y < 0 {
		return false
	}
	proto := m.proto
	if m.grid.both {
		proto, y = model.Proto(y/(m.grid.rows+1)), y%(m.grid.rows+1)
	}
	if y >= m.grid.rows || proto >= model.Protos {
		return false
	}
	m.goTo(proto, y*m.grid.cols+col)
	return true
}

// Selected is the block under the cursor.
func (m *Map) Selected() (pane.Selection, bool) {
	if m.data == nil {
		return pane.Selection{}, false
	}
	s, b := m.data, m.data.block(m.proto, m.port)
	sc := blockScope(b)
	return pane.Selection{Scope: sc, Subject: func() pane.Subject {
		return pane.Subject{
			Label: sc.Label, Scope: sc, Copy: portsOf(b), Facts: func() []detail.Section { return s.facts(b) },
			Why: "a block of ports is not a process: press Enter and select a connection, or select a port or a process",
		}
	}}, true
}

// blockScope is the sockets whose local port is in a block.
func blockScope(b *portmap.Block) pane.Scope {
	proto, from, to := b.Proto, b.From, b.To
	return pane.Scope{
		Label: safe.Format("%s %s", proto, portsOf(b)),
		Match: func(c moment.Conn) bool {
			s := c.Socket()
			return s.Proto == proto && from <= s.Local.Port && s.Local.Port <= to
		},
	}
}
