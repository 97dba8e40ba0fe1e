package ui

import (
	"berth/model"
	"berth/model/portmap"
	"berth/ui/detail"
)

// portMap is the pane of the ports by number: a map and no table. Its cursor is a
// port, so that it stays where it is when cells become greater or smaller.
type portMap struct {
	width, height int
	grid          grid
	generation    int // of the newest job
	data          *mapData
	proto         model.Proto
	port          uint16
	placed        bool // the cursor has been put where the range begins
}

func (a *portMap) name() string      { return "Range" }
func (a *portMap) needs() model.Need { return 0 } // all it shows is always read

func (a *portMap) state() state { return state{ready: a.data != nil, empty: a.data == nil} }

func (a *portMap) job(in input) work {
	a.generation++
	generation, g := a.generation, a.grid
	return func() func() {
		d := newMapData(portmap.New(in.moment, in.match), in.match != nil, g)
		return func() { a.take(generation, d) }
	}
}

// take puts what a job made in place, unless it comes too late.
func (a *portMap) take(generation int, d *mapData) {
	if generation != a.generation {
		return
	}
	a.data = d
	if r := d.chart.In.Kernel.Ephemeral; !a.placed && r.Known {
		a.port = r.Low
	}
	a.placed = true
	a.fit()
}

func (a *portMap) rest() {
	a.generation++
	a.data = nil
}

func (a *portMap) resize(width, height int) {
	a.width, a.height = width, height
	a.grid = gridFor(width, height)
	a.fit()
}

// fit draws the map up again where it was made for other cells: that costs the
// same whatever the number of sockets, but is too dear for every size that a window
// passes through.
func (a *portMap) fit() {
	switch s := a.data; {
	case s == nil:
	case s.grid.drawsAs(a.grid):
		s.grid = a.grid
	default:
		a.data = newMapData(s.chart, s.filtered, a.grid)
	}
}

// goTo puts the cursor on a cell.
func (a *portMap) goTo(proto model.Proto, cell int) {
	a.proto = proto
	a.port, _ = portmap.Bounds(max(min(cell, a.grid.cells()-1), 0), a.grid.cells())
}

// Cursor is the port that the cursor is on.
func (a *portMap) Cursor() (model.Proto, uint16) { return a.proto, a.port }

// SetCursor puts the cursor on a port.
func (a *portMap) SetCursor(proto model.Proto, port uint16) { a.proto, a.port = proto, port }

func (a *portMap) at() int { return portmap.Cell(a.port, a.grid.cells()) }

// move goes up or down by n lines, from one map to the other where both are shown.
func (a *portMap) move(n int) {
	first, last := 0, a.grid.rows-1
	if a.grid.both {
		last += a.grid.rows
	}
	line := max(min(a.grid.line(a.proto, a.at())+n, last), first)
	proto := a.proto
	if a.grid.both {
		proto, line = model.Proto(line/a.grid.rows), line%a.grid.rows
	}
	a.goTo(proto, line*a.grid.cols+a.at()%a.grid.cols)
}

func (a *portMap) sideways(n int) { a.goTo(a.proto, a.at()+n) }
func (a *portMap) home()          { a.goTo(a.proto, 0) }
func (a *portMap) end()           { a.goTo(a.proto, a.grid.cells()-1) }

// otherProtocol keeps the ports and shows them of the other protocol.
func (a *portMap) otherProtocol() { a.proto = (a.proto + 1) % model.Protos }

// page is a quarter of a map.
func (a *portMap) page() int { return max(a.grid.rows/4, 1) }

// scroll takes the cursor along, a line a notch: the whole map is on the screen.
func (a *portMap) scroll(n int) { a.move(n / wheel) }

func (a *portMap) pick(x, y int) bool {
	col := x - gutter
	if a.data == nil || col < 0 || col >= a.grid.cols || y < 0 {
		return false
	}
	proto := a.proto
	if a.grid.both {
		proto, y = model.Proto(y/(a.grid.rows+1)), y%(a.grid.rows+1)
	}
	if y >= a.grid.rows || proto >= model.Protos {
		return false
	}
	a.goTo(proto, y*a.grid.cols+col)
	return true
}

func (a *portMap) selected() (selection, bool) {
	if a.data == nil {
		return selection{}, false
	}
	s, b := a.data, a.data.block(a.proto, a.port)
	sc := blockScope(b)
	return selection{scope: sc, subject: func() subject {
		return subject{
			label: sc.label, scope: sc, copy: portsOf(b), facts: func() []detail.Section { return s.facts(b) },
			why: "a block of ports is no process: open it with Enter and choose a connection, or choose a port or a process",
		}
	}}, true
}

// blockScope is the sockets whose local port is in a block.
func blockScope(b *portmap.Block) scope {
	proto, from, to := b.Proto, b.From, b.To
	return scope{
		label: model.Join(model.Say(" "), proto.Safe(), portsOf(b)),
		match: func(c model.Conn) bool {
			s := c.Socket()
			return s.Proto == proto && from <= s.Local.Port && s.Local.Port <= to
		},
	}
}
