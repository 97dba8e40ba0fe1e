// Package dialog has everything that opens in front of the panes: help, menus, the
// inspector, and the questions before the machine is changed. A dialog sees an Env,
// never the dashboard.
package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/theme"
)

// Dialog is in front of the panes and gets every key. It sees an Env, never the
// dashboard.
type Dialog interface {
	Key(env *Env, msg tea.KeyMsg) tea.Cmd
}

// Popup is a dialog that is drawn as a box in the middle of the screen.
type Popup interface {
	Dialog
	// Content returns the title and the lines of the box for the given size in
	// cells. No line is wider than width.
	Content(env *Env, width, height int) (title string, lines []string)
}

// Footline is a dialog that is drawn in place of the last two lines.
type Footline interface {
	Dialog
	Foot(th *theme.Theme, width int) (line, below string)
}

// Follower is a dialog that shows data of the last sample and is notified of each
// newer sample.
type Follower interface {
	Dialog
	Sampled(env *Env) tea.Cmd
}

// Answer is the result of a dialog's command. The dashboard does not know the
// kinds of answers: it passes an Env to each.
type Answer interface {
	Take(env *Env) tea.Cmd
}

// NoRow is why an action on a row is not possible: no row is selected.
const NoRow = "no row is selected"
