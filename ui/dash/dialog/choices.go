package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/theme"
)

// IgnoreKeysFor is how long a new dialog ignores keys, so that a user who is still
// typing does not confirm it by accident.
const IgnoreKeysFor = 300 * time.Millisecond

// The smallest window that can show the subject and both buttons of a dialog. In a
// smaller window nothing can be confirmed.
const (
	askWidth  = 40
	askHeight = 10
)

// choices is the state of a dialog that asks before it acts: the place of the
// cursor, and whether keys are accepted yet.
type choices struct {
	at    int
	armed bool
}

// ask opens the dialog of these choices.
func (c *choices) ask(env *Env, d Dialog) tea.Cmd {
	env.Open(d)
	return env.After(IgnoreKeysFor, armedMsg{c})
}

// armedMsg is sent by a timer when a dialog has been open for IgnoreKeysFor.
type armedMsg struct{ *choices }

// Take makes the dialog accept keys.
func (msg armedMsg) Take(*Env) tea.Cmd {
	msg.armed = true
	return nil
}

// accepts reports whether a key counts: not too early, and not if it was pasted.
func (c *choices) accepts(msg tea.KeyMsg) bool { return c.armed && !msg.Paste }

// show draws a place. The place of the cursor has a mark as well as reverse video.
func (c *choices) show(th *theme.Theme, place int, text string) string {
	if c.at == place {
		return th.Paint(theme.Selected, th.Cursor+text)
	}
	return " " + text
}

// tooSmall reports whether the window is too small for the whole dialog.
func tooSmall(env *Env) bool { return env.Width < askWidth || env.Height < askHeight }
