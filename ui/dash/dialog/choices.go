package dialog

import (
	"slices"
	"strings"
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

// binding is a row of a dialog's table of keys: dispatch and the hints in its last
// line read it and nothing else.
type binding[D any] struct {
	keys  []string     // as Bubble Tea names them; none: they are told of only
	hint  string       // in the last line; "" keeps it out of there
	brief string       // the same where there is little room
	when  func(D) bool // whether the key does something now; nil: always
	blind bool         // it works in a window in which the dialog cannot be seen, too
	run   func(D, *Env) tea.Cmd
}

// bindings is the table of keys of a dialog.
type bindings[D any] []binding[D]

// press runs what a key does, and reports whether it is one of the table.
func (b bindings[D]) press(d D, env *Env, msg tea.KeyMsg) (cmd tea.Cmd, known bool) {
	for i := range b {
		if row := &b[i]; slices.Contains(row.keys, msg.String()) && row.on(d) {
			return row.run(d, env), true
		}
	}
	return nil, false
}

// pressBlind is press in a window in which the dialog cannot be seen.
func (b bindings[D]) pressBlind(d D, env *Env, msg tea.KeyMsg) tea.Cmd {
	for i := range b {
		if row := &b[i]; row.blind && slices.Contains(row.keys, msg.String()) {
			return row.run(d, env)
		}
	}
	return nil
}

func (b *binding[D]) on(d D) bool { return b.when == nil || b.when(d) }

// hints are what the keys do, in one line.
func (b bindings[D]) hints(d D) string {
	return b.join(d, func(row *binding[D]) string { return row.hint })
}

// briefly are the hints where there is little room.
func (b bindings[D]) briefly(d D) string {
	return b.join(d, func(row *binding[D]) string { return row.brief })
}

func (b bindings[D]) join(d D, text func(*binding[D]) string) string {
	var parts []string
	for i := range b {
		if row := &b[i]; text(row) != "" && row.on(d) {
			parts = append(parts, text(row))
		}
	}
	return strings.Join(parts, " · ")
}
