// Package pane holds the views of the sockets: what each shows as a table, by what
// it is sorted, and what can be done with a row.
package pane

import (
	"berth/model"
	"berth/model/finding"
	"berth/model/moment"
	"berth/model/row"
	"berth/ui/theme"
)

// Pane is one view of the sockets. A table is a live, which a spec declares: a row
// type, its columns and what its rows can do. What only some panes can do is in
// the small interfaces below.
type Pane interface {
	Name() string
	Needs() model.Need // what must be sampled for the columns on the screen, and for the order

	// Job takes what it needs and returns the work.
	Job(in Input) Work
	Rest() // the pane is not shown for a while

	Resize(width, height int)
	Draw(b []byte, th *theme.Theme, focused bool) []byte // the titles, and the lines below them
	State() State
	Selected() (Selection, bool)
}

// Work makes rows and may run on any goroutine; show puts them in place, and drops
// them when they are late. It belongs on the goroutine of the pane.
type Work func() (show func())

// State is what there is in a pane.
type State struct {
	Ready   bool // its rows have been made
	Empty   bool
	Row, Of int // where the cursor is, of how many rows; 0: it has no rows
}

// Wheel is how many rows a notch of the wheel scrolls.
const Wheel = 3

// Mover is a pane with a cursor.
type Mover interface {
	Move(n int)
	Home()
	End()
	Page() int
	Scroll(n int)
	Pick(x, y int) bool
}

// Sorter is a pane whose rows can be sorted.
type Sorter interface {
	Sorting() (name string, desc bool)
	SortBy(name string, desc bool)
	Sortable() []SortChoice
	Visible() []string
	ColumnAt(x int) (string, bool)
}

// Mapper is a pane whose cursor moves sideways too.
type Mapper interface {
	Sideways(n int)
	OtherProtocol()
}

// Counter is a pane whose tab says how many rows there are.
type Counter interface {
	Count(row.RowCounts) int
}

// Teller is a pane that says of itself why it has no rows, and whether its tab is to
// be noticed.
type Teller interface {
	Nothing(*moment.Moment, *finding.Report) string
	Alarm(*finding.Report) theme.Tone
}
