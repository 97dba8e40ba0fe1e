package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

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
