package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/theme"
)

// Deaf is how long a dialog that asks ignores keys: a person who was still typing
// must not confirm what was just opened.
const Deaf = 300 * time.Millisecond

// The least window in which a dialog that asks can show what it is about and both
// its buttons. Where it cannot, nothing can be confirmed.
const (
	askWidth  = 40
	askHeight = 10
)

// choices are the places of a dialog that asks before it acts: which one has the
// keys, and whether keys count already.
type choices struct {
	at    int
	armed bool
}

// ask opens the dialog that these choices are part of.
func (c *choices) ask(env *Env, d Dialog) tea.Cmd {
	env.Open(d)
	return env.After(Deaf, armedMsg{c})
}

// armedMsg: a timer, when a dialog has been open for long enough.
type armedMsg struct{ *choices }

// Take lets keys count from now on.
func (msg armedMsg) Take(*Env) tea.Cmd {
	msg.armed = true
	return nil
}

// hears reports whether a key counts: not at once, and not when it was pasted.
func (c *choices) hears(msg tea.KeyMsg) bool { return c.armed && !msg.Paste }

// show is a place; the one that has the keys is marked, not by reverse alone.
func (c *choices) show(th *theme.Theme, place int, text string) string {
	if c.at == place {
		return th.Paint(theme.Selected, th.Cursor+text)
	}
	return " " + text
}

// tooSmall reports a window in which the dialog cannot be seen whole.
func tooSmall(env *Env) bool { return env.Width < askWidth || env.Height < askHeight }
