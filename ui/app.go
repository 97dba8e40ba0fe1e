// Package ui speaks to the person at the terminal: a Bubble Tea program that
// polls a model.Sampler and shows what it finds as live panes. It knows nothing
// of /proc or netlink; everything it shows comes out of a model.Moment.
package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/finding"
	"berth/model/query"
	"berth/ui/theme"
)

// Options are what the command line and the environment decide.
type Options struct {
	Interval time.Duration // between samples
	Filter   query.Query   // at the start
	ReadOnly bool          // no key changes the machine
	Theme    theme.Options

	PlainOutput bool // whole lines, as Bubble Tea writes them

	// After makes a command that sends a message later; nil is tea.Tick. Tests
	// hold the messages back and send them when they like.
	After func(time.Duration, tea.Msg) tea.Cmd
	// Now is the clock that the cost of making rows is measured by; nil is time.Now.
	Now func() time.Time
	// Copy puts text on the clipboard of the person's terminal; nil: not possible.
	Copy func(text string) error
}

// App is the dashboard. The word model is left to the facts.
type App struct {
	Options
	machine  *model.Machine
	theme    *theme.Theme
	timeline *model.Timeline
	watch    *finding.Watch // belongs to the sample that is out

	width, height int
	panes         []pane
	active        int
	beside        pane  // the selected row's sockets, on wide terminals
	opened        scope // what beside shows
	trail         []scope
	filter        filter
	overlays      []overlay

	moment   *model.Moment  // nil before the first sample
	report   finding.Report // what is wrong with it
	sampling int            // number of the sample that is out; 0: none
	samples  int
	moments  int           // how many there have been
	began    bool          // the first, quick sample is in
	owned    bool          // moment knows the owners
	asked    time.Duration // the interval the person chose
	rhythm   rhythm        // what samples make of it
	told     model.Need    // what the last sample knows
	late     int           // seconds the sample that is out has taken
	trouble  string        // why the last sample failed; "" when it did not
	paused   bool
	ticks    int // generation of the tick that counts

	counts   model.RowCounts // for the tabs
	building bool            // rows are being made
	wanted   work            // what is to be made then
	moves    int             // of the cursor
	early    string          // a key that came before the rows it is about
	still    bool            // it was moved a moment ago: rows keep their places

	notice    notice
	hunting   bool // processes are being taken hold of, for the kill dialog
	tune      tuning
	closeless string                   // why the kernel closes no connection, once it has said so
	stubborn  map[model.ProcessID]bool // outlived a TERM
	frame     string
	clean     bool // frame is what View would draw
}

// notice is what the footer says until it has been there long enough.
type notice struct {
	text   string
	alarm  bool
	stays  bool // until another one comes
	number int
}

// New makes the dashboard of a machine.
func New(machine *model.Machine, o Options) *App {
	if o.After == nil {
		o.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &App{
		Options: o, machine: machine, theme: theme.New(o.Theme), timeline: &model.Timeline{}, watch: &finding.Watch{},
		panes: registry(), beside: newLive(connectionsSpec),
		filter: filter{query: o.Filter, text: o.Filter.String()},
		asked:  o.Interval, stubborn: map[model.ProcessID]bool{},
	}
}

// pane is the active one.
func (a *App) pane() pane { return a.panes[a.active] }

// top is the overlay that gets the keys, nil where there is none.
func (a *App) top() overlay {
	if len(a.overlays) == 0 {
		return nil
	}
	return a.overlays[len(a.overlays)-1]
}

func (a *App) open(o overlay) { a.overlays = append(a.overlays, o) }

// dismiss closes one overlay wherever it stands.
func (a *App) dismiss(o overlay) {
	for i := range a.overlays {
		if a.overlays[i] == o {
			a.overlays = append(a.overlays[:i:i], a.overlays[i+1:]...)
			return
		}
	}
}

// mayAct reports why the machine cannot be changed from here; "" when it can.
func (a *App) mayAct() string {
	switch {
	case a.ReadOnly:
		return "read-only: nothing can be changed from here"
	case a.machine.Actor == nil:
		return "nothing can be changed from here: " + a.machine.Frozen.String()
	}
	return ""
}
