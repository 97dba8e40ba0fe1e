package ui

import (
	"berth/model"
	"berth/model/finding"
	"berth/ui/detail"
	"berth/ui/theme"
)

// pane is one view of the sockets. A table is a live, which a spec declares: a row
// type, its columns and what its rows can do. An atlas is a map.
type pane interface {
	name() string
	count(model.RowCounts) int // for its tab; uncounted where it has no rows
	needs() model.Need         // what must be sampled for the columns on the screen, and for the order
	empty() bool
	ready() bool // its rows have been made

	// job takes what it needs and returns the work; the work may run on any
	// goroutine, and its result goes to take, which drops it when it is late.
	job(in input) func() built
	take(built)
	rest() // the pane is not shown for a while

	resize(width, height int)
	titles(*theme.Theme) string
	lines(b []byte, th *theme.Theme, focused bool) []byte
	subject() (subject, bool)
	scope() (scope, bool) // of the subject; cheap
	position() (row, of int)

	move(n int)
	home()
	end()
	page() int
	scroll(n int)
	pick(x, y int) bool

	sorting() (name string, desc bool)
	sortBy(name string, desc bool)
	sortable() []sortChoice
	visible() []string
	columnAt(x int) (string, bool)
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

// sortChoice is a line of the sort menu.
type sortChoice struct {
	name, title, help string
	desc              bool // the first sort puts the greatest on top
}

// built is the result of a job: rows for the pane that asked.
type built struct {
	pane       pane
	generation int
	rows       any
}

// subject is what the cursor points at, as the actions see it.
type subject struct {
	label   model.Safe              // "tcp 8080"
	scope   scope                   // its sockets, for drilling in
	facts   func() []detail.Section // for inspect; what it costs may grow with the row
	process model.ProcessID
	known   bool          // process is set
	copy    model.Safe    // what y copies
	hunt    hunt          // what x would end
	why     string        // why x can end nothing, if so
	conn    *model.Conn   // the socket, where the row is a single one
	reach   model.Call    // what t tries; no port where there is nothing to try
	pool    *model.PoolID // what w tries changes on; nil: the tightest pool
	advice  *advice       // what a applies; nil: nothing
	bare    bool          // it is about the whole host: no socket is its own
}

// scope is a set of sockets that was drilled into.
type scope struct {
	label model.Safe
	match model.Match
	from  int // the pane it was opened in
}

// registry is every pane, in the order of the tabs. A new pane is one line.
func registry() []pane {
	return []pane{
		newLive(portsSpec),
		newLive(processesSpec),
		newLive(statesSpec),
		newLive(connectionsSpec),
		newLive(destinationsSpec),
		&atlas{},
		newLive(findingsSpec),
	}
}

// uncounted is the count of a pane that has no rows.
const uncounted = -1

// connections is the place in the registry of the pane that drilling opens.
const connections = 3
