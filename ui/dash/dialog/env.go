package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/ui/dash/pane"
	"berth/ui/theme"
)

// Env is the part of the dashboard that a dialog can use. It is valid for one
// message: a dialog does not keep it.
type Env struct {
	*Stack
	Memory *Memory

	Machine       *model.Machine
	Theme         *theme.Theme
	Width, Height int // of the window
	ReadOnly      bool
	Moment        *moment.Moment              // nil before the first sample
	Row           func() (pane.Subject, bool) // the selected row
	Notice        string                      // in the footer

	Say      func(text string, alarm bool) tea.Cmd      // puts a notice in the footer
	Announce func(text string)                          // the same, until the next notice
	Dismiss  func()                                     // removes the notice
	After    func(d time.Duration, msg tea.Msg) tea.Cmd // sends a message later
	Sample   func() tea.Cmd                             // takes a new sample
}

// Memory is what dialogs remember for the whole run.
type Memory struct {
	settings    settings
	kills       kills
	cannotClose string // why this kernel cannot close connections, once it has reported that
}

// MayAct returns why berth cannot change this machine; "" if it can.
func (env *Env) MayAct() string {
	switch {
	case env.ReadOnly:
		return "read-only: nothing can be changed from here"
	case env.Machine.Actor == nil:
		return safe.Format("nothing can be changed from here: %s", env.Machine.Frozen).String()
	}
	return ""
}

// errorText is an error as text that is safe to show.
func errorText(err error) string { return safe.Sanitise(err.Error()).String() }
