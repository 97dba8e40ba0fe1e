// Package dash is the dashboard: a Bubble Tea model that polls a model.Sampler and
// shows the samples as live panes. It does not know /proc or netlink; all its data
// comes from a moment.Moment.
package dash

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/finding"
	"berth/model/follow"
	"berth/model/moment"
	"berth/model/query"
	"berth/ui/dash/dialog"
	"berth/ui/dash/pane"
	"berth/ui/theme"
)

// Options are what the command line and the environment decide.
type Options struct {
	Interval time.Duration // between samples
	Filter   query.Query   // at the start
	ReadOnly bool          // no key changes the machine
	Theme    theme.Options

	PlainOutput bool // whole lines, as Bubble Tea writes them

	// After makes a command that sends a message later; nil means tea.Tick. Tests
	// use it to decide when a message is sent.
	After func(time.Duration, tea.Msg) tea.Cmd
	// Now is the clock for the cost of building rows; nil means time.Now.
	Now func() time.Time
	// Copy puts text on the clipboard of the user's terminal; nil: not possible.
	Copy func(text string) error
}

// App is the dashboard. It is not called a model: that is the package with the data.
type App struct {
	Options
	machine *model.Machine
	theme   *theme.Theme
	actions []action // every key of the panes

	window   window
	views    views
	filter   dialog.Filter
	dialogs  dialog.Stack
	memory   dialog.Memory // of the dialogs
	sampling sampling
	moment   *moment.Moment // nil before the first sample
	report   finding.Report // what is wrong with it
	rows     building
	cursor   cursor
	notice   notice
	frame    frame
}

// frame is the last result of View.
type frame struct {
	text  string
	clean bool // no message has arrived since
}

// New returns the dashboard of a machine.
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
		Options: o, machine: machine, theme: theme.New(o.Theme), actions: actions,
		views: newViews(), filter: dialog.FilterOf(o.Filter),
		sampling: sampling{follower: &follow.Follower{Machine: machine, Now: o.Now, Limit: learnTime}, asked: o.Interval},
	}
}

// RemainingChanges lists the settings that are still changed, and how to undo each.
func (a *App) RemainingChanges() []string { return a.memory.RemainingChanges() }

// env is the part of the dashboard that dialogs can use.
func (a *App) env() *dialog.Env {
	return &dialog.Env{
		Stack: &a.dialogs, Memory: &a.memory,
		Machine: a.machine, Theme: a.theme, Width: a.window.width, Height: a.window.height, ReadOnly: a.ReadOnly,
		Moment: a.moment, Row: func() (pane.Subject, bool) { return pane.Selected(a.pane()) }, Notice: a.notice.text,
		Say: a.say, Announce: a.notice.announce, Dismiss: a.notice.dismiss, After: a.After, Sample: a.sample,
	}
}

// pane returns the active pane.
func (a *App) pane() pane.Pane { return a.views.pane() }
