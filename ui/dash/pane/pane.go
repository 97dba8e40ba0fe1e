// Package pane has the views of the sockets: the table of each, its order, and the
// actions on a row.
package pane

import (
	"berth/model"
	"berth/model/finding"
	"berth/model/moment"
	"berth/model/row"
	"berth/ui/theme"
)

// Pane is one view of the sockets. A view with a table is a Live, declared by a Spec:
// its row type, its columns and the actions on its rows. The small interfaces below
// are for what only some panes can do.
type Pane interface {
	Name() string
	Needs() model.Need // what a sample must have for the columns on the screen, and for the order

	// Job copies what it needs from the pane and returns the work.
	Job(in Input) Work
	Release() // the pane is not shown for a while

	Resize(width, height int)
	Draw(b []byte, th *theme.Theme, focused bool) []byte // the titles, and the lines below them
	State() State
	Selected() (Selection, bool)
}

// Work builds rows and may run on any goroutine. show must run on the goroutine of
// the pane: it shows the rows, or drops them if they are outdated.
type Work func() (show func())

// State is the state of a pane.
type State struct {
	Ready   bool // its rows were built
	Empty   bool
	Row, Of int // position of the cursor and number of rows; 0: no rows
}

// Wheel is how many rows one step of the wheel scrolls.
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

// Teller is a pane that can say why it has no rows, and whether its tab needs
// attention.
type Teller interface {
	Nothing(*moment.Moment, *finding.Report) string
	Alarm(*finding.Report) theme.Tone
}
