package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/portmap"
	"berth/ui/detail"
)

// plane is a pane whose cursor moves sideways too.
type plane interface {
	sideways(n int)
	cross() // to the other protocol
}

// atlas is the pane of the ports by number: a map and no table. Its cursor is a
// port, so that it stays where it is when cells become greater or smaller.
type atlas struct {
	width, height int
	grid          grid
	generation    int // of the newest job
	sheet         *sheet
	proto         model.Proto
	port          uint16
	placed        bool // the cursor has been put where the range begins
}

func (a *atlas) name() string              { return "Range" }
func (a *atlas) count(model.RowCounts) int { return uncounted }
func (a *atlas) needs() model.Need         { return 0 } // all it shows is always read
func (a *atlas) empty() bool               { return a.sheet == nil }
func (a *atlas) ready() bool               { return a.sheet != nil }
func (a *atlas) position() (row, of int)   { return 0, 0 }

func (a *atlas) job(in input) func() built {
	a.generation++
	generation, g := a.generation, a.grid
	return func() built {
		return built{a, generation, newSheet(portmap.New(in.moment, in.match), in.match != nil, g)}
	}
}

func (a *atlas) take(b built) {
	if b.generation != a.generation {
		return
	}
	a.sheet = b.rows.(*sheet)
	if r := a.sheet.chart.In.Kernel.Ephemeral; !a.placed && r.Known {
		a.port = r.Low
	}
	a.placed = true
	a.fit()
}

func (a *atlas) rest() {
	a.generation++
	a.sheet = nil
}

func (a *atlas) resize(width, height int) {
	a.width, a.height = width, height
	a.grid = gridFor(width, height)
	a.fit()
}

// fit draws the sheet up anew where it was made for other cells: that costs the
// same whatever the number of sockets, but is too dear for every size that a window
// passes through.
func (a *atlas) fit() {
	switch s := a.sheet; {
	case s == nil:
	case s.grid.drawsAs(a.grid):
		s.grid = a.grid
	default:
		a.sheet = newSheet(s.chart, s.filtered, a.grid)
	}
}

// goTo puts the cursor on a cell.
func (a *atlas) goTo(proto model.Proto, cell int) {
	a.proto = proto
	a.port, _ = portmap.Bounds(max(min(cell, a.grid.cells()-1), 0), a.grid.cells())
}

func (a *atlas) at() int { return portmap.Cell(a.port, a.grid.cells()) }

// move goes up or down by n lines, from one map to the other where both are shown.
func (a *atlas) move(n int) {
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

func (a *atlas) sideways(n int) { a.goTo(a.proto, a.at()+n) }
func (a *atlas) home()          { a.goTo(a.proto, 0) }
func (a *atlas) end()           { a.goTo(a.proto, a.grid.cells()-1) }

// cross keeps the ports and shows them of the other protocol.
func (a *atlas) cross() { a.proto = (a.proto + 1) % model.Protos }

// page is a quarter of a map.
func (a *atlas) page() int { return max(a.grid.rows/4, 1) }

// scroll takes the cursor along, a line a notch: the whole map is on the screen.
func (a *atlas) scroll(n int) { a.move(n / wheel) }

func (a *atlas) pick(x, y int) bool {
	col := x - gutter
	if a.sheet == nil || col < 0 || col >= a.grid.cols || y < 0 {
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

// Ports lie by number: there is no other order.
func (a *atlas) sorting() (name string, desc bool)      { return "", false }
func (a *atlas) sortBy(string, bool)                    {}
func (a *atlas) sortable() []sortChoice                 { return nil }
func (a *atlas) visible() []string                      { return nil }
func (a *atlas) columnAt(int) (name string, there bool) { return "", false }

func (a *atlas) scope() (scope, bool) {
	if a.sheet == nil {
		return scope{}, false
	}
	b := a.sheet.block(a.proto, a.port)
	proto, from, to := b.Proto, b.From, b.To
	return scope{
		label: model.Join(model.Say(" "), proto.Safe(), portsOf(b)),
		match: func(c model.Conn) bool {
			s := c.Socket()
			return s.Proto == proto && from <= s.Local.Port && s.Local.Port <= to
		},
	}, true
}

func (a *atlas) subject() (subject, bool) {
	sc, ok := a.scope()
	if !ok {
		return subject{}, false
	}
	s, b := a.sheet, a.sheet.block(a.proto, a.port)
	return subject{
		label: sc.label, scope: sc, copy: portsOf(b), facts: func() []detail.Section { return s.facts(b) },
		why: "a block of ports is no process: open it with Enter and choose a connection, or choose a port or a process",
	}, true
}

// flat says that the cursor of a table does not move sideways.
func flat(a *App) string {
	if _, ok := a.pane().(plane); !ok {
		return "this moves in the map of the Range pane: Tab goes there"
	}
	return ""
}

// sidestep moves to the block before or behind.
func (a *App) sidestep(key string) tea.Cmd {
	step := 1
	if key == "left" {
		step = -1
	}
	a.pane().(plane).sideways(step)
	return tea.Batch(a.moved(), a.follow())
}

func (a *App) cross() tea.Cmd {
	a.pane().(plane).cross()
	return tea.Batch(a.moved(), a.follow())
}

// ordered reports whether the rows of a pane can be sorted.
func ordered(a *App) bool { return len(a.pane().sortable()) > 0 }

// noOrder says why a pane cannot be sorted.
func noOrder(a *App) string {
	if !ordered(a) {
		return "a map has no order but that of the ports: sort in another pane"
	}
	return ""
}
