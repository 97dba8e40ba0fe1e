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

// Env is what a dialog may ask of its surroundings. It is valid for one message:
// a dialog does not keep it.
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
	Announce func(text string)                          // the same, until another one comes
	Heard    func()                                     // takes a notice away that was read
	After    func(d time.Duration, msg tea.Msg) tea.Cmd // sends a message later
	Sample   func() tea.Cmd                             // looks at the machine again
}

// Memory is what dialogs remember for the whole run.
type Memory struct {
	settings    settings
	kills       kills
	cannotClose string // why the kernel closes no connection, once it has said so
}

// MayAct reports why the machine cannot be changed from here; "" when it can.
func (env *Env) MayAct() string {
	switch {
	case env.ReadOnly:
		return "read-only: nothing can be changed from here"
	case env.Machine.Actor == nil:
		return "nothing can be changed from here: " + env.Machine.Frozen.String()
	}
	return ""
}

// errorText is an error, ready to be shown.
func errorText(err error) string { return safe.Sanitise(err.Error()).String() }
