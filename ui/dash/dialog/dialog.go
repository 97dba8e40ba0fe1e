// Package dialog holds what is opened in front of the panes: help, menus, the
// inspector, and the questions that are asked before the machine is changed. A dialog
// sees an Env and never the dashboard.
package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/theme"
)

// Dialog is something in front of the panes that gets every key. It sees an Env,
// and never the dashboard.
type Dialog interface {
	Key(env *Env, msg tea.KeyMsg) tea.Cmd
}

// Popup is a dialog that is drawn as a box in the middle of the screen.
type Popup interface {
	Dialog
	// Content draws the inside for a screen of that many cells: its title, and
	// its lines, none wider than width.
	Content(env *Env, width, height int) (title string, lines []string)
}

// Footline is a dialog that is drawn in place of the last two lines.
type Footline interface {
	Dialog
	Foot(th *theme.Theme, width int) (line, below string)
}

// Follower is a dialog that shows something of the last sample, and is told when
// there is a newer one.
type Follower interface {
	Dialog
	Sampled(env *Env) tea.Cmd
}

// Answer is a message of a dialog's command. The dashboard knows none of them: it
// hands each an Env.
type Answer interface {
	Take(env *Env) tea.Cmd
}

// NoRow is why what is about a row cannot be done without one.
const NoRow = "no row is selected"
