package dialog

import (
	"errors"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/query"
	"berth/ui/dash/cells"
	"berth/ui/table"
	"berth/ui/theme"
)

// Filter is the filter of all panes.
type Filter struct {
	Query  query.Query // the last valid one
	text   string      // as the user typed it
	digits string      // the port that the user is typing
}

// FilterOf is the filter of a query.
func FilterOf(q query.Query) Filter { return Filter{Query: q, text: q.String()} }

// WithDigit appends a digit to the port of the filter. If the result is not a
// port, why is not empty.
func (f Filter) WithDigit(digit string) (next Filter, why string) { return byPort(f.digits + digit) }

// WithoutDigit deletes the last digit of the port of the filter.
func (f Filter) WithoutDigit() (next Filter, why string) {
	if len(f.digits) <= 1 {
		return Filter{}, ""
	}
	return byPort(f.digits[:len(f.digits)-1])
}

// Typing reports whether the user is typing a port.
func (f Filter) Typing() bool { return f.digits != "" }

// Typed is the filter after the port is complete: the next digit starts a new one.
func (f Filter) Typed() Filter {
	f.digits = ""
	return f
}

func byPort(digits string) (f Filter, why string) {
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 {
		return Filter{}, "there is no port " + digits + ": ports are 1 to 65535"
	}
	f = FilterOf(query.Port(uint16(n)))
	f.digits = digits
	return f, ""
}

// filterLine is the dialog for a filter expression. A valid filter applies at once.
// An invalid one is ignored, and the wrong character is marked.
type filterLine struct {
	line  line
	was   Filter // Esc restores it
	wrong *query.Error
	set   func(Filter) tea.Cmd
}

// EditFilter opens the line for a filter; set applies a filter.
func EditFilter(env *Env, f Filter, set func(Filter) tea.Cmd) tea.Cmd {
	env.Open(&filterLine{line: newLine(f.text), was: f, set: set})
	return nil
}

var filterKeys = bindings[*filterLine]{
	{keys: []string{"enter", "alt+enter"}, hint: "↵ accepts", run: (*filterLine).keep},
	{keys: []string{"esc", "alt+esc"}, hint: "Esc cancels", run: (*filterLine).cancel},
}

func (f *filterLine) keep(env *Env) tea.Cmd {
	if f.wrong == nil { // otherwise the mark says why
		env.Close(f)
	}
	return nil
}

func (f *filterLine) cancel(env *Env) tea.Cmd {
	env.Close(f)
	return f.set(f.was)
}

// Key runs a key of the table, or edits the line.
func (f *filterLine) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if !msg.Paste {
		if cmd, known := filterKeys.press(f, env, msg); known {
			return cmd
		}
	}
	if !f.line.key(msg) {
		return nil
	}
	q, err := query.Parse(f.line.String())
	if f.wrong = nil; err != nil {
		errors.As(err, &f.wrong)
		return nil
	}
	return f.set(Filter{Query: q, text: f.line.String()})
}

// Foot is the filter line, and under it the error or the keys.
func (f *filterLine) Foot(th *theme.Theme, width int) (string, string) {
	const prompt = " filter: "
	text := f.line.text
	skip := max(f.line.at-(width-len(prompt)-2), 0) // keep the cursor on the screen
	before, after := th.Text(string(text[skip:f.line.at])), th.Text(string(text[f.line.at:]))
	typed := th.Paint(theme.Key, prompt) + before + th.Paint(theme.Selected, cursorCell(after)) + rest(after)
	if f.wrong == nil {
		return cells.Clip(typed, width), th.Paint(theme.Dim, cells.Clip(th.Text(cells.KeyNames(th, " "+filterKeys.hints(f))), width))
	}
	at := len(prompt) + len([]rune(f.line.String()[:min(f.wrong.Pos, len(f.line.String()))])) - skip
	return cells.Clip(typed, width), th.Paint(theme.Error, cells.Clip(th.Text(f.mark(th, max(at, 0), width)), width))
}

// mark is a line with a caret under the character in cell at. Beside the caret, on
// the side with more room, is what was expected there.
func (f *filterLine) mark(th *theme.Theme, at, width int) string {
	reason := f.wrong.Reason()
	if at <= width/2 {
		return strings.Repeat(" ", at) + th.Caret + " " + reason
	}
	reason = cells.Clip(reason, at-2)
	return strings.Repeat(" ", at-1-table.Width(reason)) + reason + " " + th.Caret
}

func cursorCell(after string) string {
	for _, r := range after {
		return string(r)
	}
	return " "
}

func rest(after string) string { return strings.TrimPrefix(after, cursorCell(after)) }
