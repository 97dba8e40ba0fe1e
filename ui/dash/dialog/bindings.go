package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// binding is a row of a dialog's table of keys. Dispatch and the hints in the last
// line use only this table.
type binding[D any] struct {
	keys   []string     // as Bubble Tea names them; none: the row is only a hint
	hint   string       // in the last line; "" leaves it out
	brief  string       // the same for narrow windows
	when   func(D) bool // whether the key is active; nil: always
	unseen bool         // it also works if the window is too small to show the dialog
	run    func(D, *Env) tea.Cmd
}

// bindings is the table of keys of a dialog.
type bindings[D any] []binding[D]

// press runs a key, and reports whether the table has it.
func (b bindings[D]) press(d D, env *Env, msg tea.KeyMsg) (cmd tea.Cmd, known bool) {
	for i := range b {
		if row := &b[i]; slices.Contains(row.keys, msg.String()) && row.on(d) {
			return row.run(d, env), true
		}
	}
	return nil, false
}

// pressUnseen is press for a window that is too small to show the dialog.
func (b bindings[D]) pressUnseen(d D, env *Env, msg tea.KeyMsg) tea.Cmd {
	for i := range b {
		if row := &b[i]; row.unseen && slices.Contains(row.keys, msg.String()) {
			return row.run(d, env)
		}
	}
	return nil
}

func (b *binding[D]) on(d D) bool { return b.when == nil || b.when(d) }

// hints are the hints of all active keys, in one line.
func (b bindings[D]) hints(d D) string {
	return b.join(d, func(row *binding[D]) string { return row.hint })
}

// briefly are the hints for narrow windows.
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
