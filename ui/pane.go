package ui

import (
	"berth/model"
	"berth/model/finding"
	"berth/ui/theme"
)

// pane is one view of the sockets. A table is a live, which a spec declares: a row
// type, its columns and what its rows can do. What only some panes can do is in
// the small interfaces below.
type pane interface {
	name() string
	needs() model.Need // what must be sampled for the columns on the screen, and for the order

	// job takes what it needs and returns the work.
	job(in input) work
	rest() // the pane is not shown for a while

	resize(width, height int)
	draw(b []byte, th *theme.Theme, focused bool) []byte // the titles, and the lines below them
	state() state
	selected() (selection, bool)
}

// work makes rows and may run on any goroutine; show puts them in place, and drops
// them when they are late. It belongs on the goroutine of the pane.
type work func() (show func())

// state is what there is in a pane.
type state struct {
	ready   bool // its rows have been made
	empty   bool
	row, of int // where the cursor is, of how many rows; 0: it has no rows
}

// wheel is how many rows a notch of the wheel scrolls.
const wheel = 3

// mover is a pane with a cursor.
type mover interface {
	move(n int)
	home()
	end()
	page() int
	scroll(n int)
	pick(x, y int) bool
}

// sorter is a pane whose rows can be sorted.
type sorter interface {
	sorting() (name string, desc bool)
	sortBy(name string, desc bool)
	sortable() []sortChoice
	visible() []string
	columnAt(x int) (string, bool)
}

// mapper is a pane whose cursor moves sideways too.
type mapper interface {
	sideways(n int)
	otherProtocol()
}

// counter is a pane whose tab says how many rows there are.
type counter interface {
	count(model.RowCounts) int
}

// teller is a pane that says of itself why it has no rows, and whether its tab is to
// be noticed.
type teller interface {
	nothing(*model.Moment, *finding.Report) string
	alarm(*finding.Report) theme.Tone
}

// input is what a pane makes its rows of.
type input struct {
	moment *model.Moment
	report finding.Report // what is wrong with it
	turn   int            // number of the moment
	match  model.Match
	view   string // names the filter and the trail: rows of another view are not new, just other
	still  bool   // the person moves through the rows: they keep their places
	inside bool   // drilled in: show every socket of the row that was opened
}

// within narrows an input to a scope.
func (in input) within(s scope) input {
	outer := in.match
	in.match = s.match
	if outer != nil {
		in.match = func(c model.Conn) bool { return outer(c) && s.match(c) }
	}
	in.view += "\x00" + s.label.String()
	return in
}
