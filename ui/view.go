package ui

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/ui/table"
	"berth/ui/theme"
)

// View draws the screen. Bubble Tea calls it after every message, so it answers
// with the last frame where no message came between.
func (a *App) View() string {
	if !a.clean {
		a.frame, a.clean = a.draw(), true
	}
	return a.frame
}

func (a *App) draw() string {
	if a.width == 0 || a.height == 0 {
		return ""
	}
	if a.tooSmall() {
		return clip(fmt.Sprintf("too small: %dx%d", a.width, a.height), a.width)
	}
	p := a.layout()
	lines := make([]string, 0, a.height)
	lines = append(lines, a.brandLine())
	if p.ephemeral {
		lines = append(lines, a.ephemeralLine())
	}
	if p.tightest {
		lines = append(lines, a.tightestLine())
	}
	if p.states {
		lines = append(lines, a.statesLine())
	}
	lines = append(lines, a.tabLine())
	lines = append(lines, a.bodyLines(p)...)
	lines = append(lines, a.footLines(p)...)
	if o, ok := a.top().(popup); ok {
		a.overlay(lines, o)
	}
	return strings.Join(lines, "\n")
}

// bodyLines are the titles and rows of the active pane, and beside them those
// of the selected row's sockets.
func (a *App) bodyLines(p plan) []string {
	pane := a.pane()
	left := append([]string{pane.titles(a.theme)}, split(pane.lines(nil, a.theme, true), p.rows)...)
	if pane.empty() && p.rows > 0 {
		for i, line := range wrapped(a.theme, a.emptyText(), 1, p.left) {
			if i < p.rows {
				left[1+i] = a.theme.Paint(theme.Dim, clip(line, p.left))
			}
		}
	}
	if p.right == 0 {
		return left
	}
	right := append([]string{a.beside.titles(a.theme)}, split(a.beside.lines(nil, a.theme, false), p.rows)...)
	edge := a.theme.Paint(theme.Dim, a.theme.Border.Left)
	for i := range left {
		left[i] = fill(left[i], p.left) + edge + right[i]
	}
	return left
}

// split cuts lines that each end in a newline.
func split(b []byte, n int) []string {
	lines := make([]string, n)
	for i := range lines {
		line, rest, _ := bytes.Cut(b, []byte{'\n'})
		lines[i], b = string(line), rest
	}
	return lines
}

// emptyText says why a pane has no rows.
func (a *App) emptyText() string {
	switch {
	case a.moment == nil && a.trouble != "":
		return "nothing could be read"
	case a.moment == nil:
		return "reading the socket tables ..."
	case !a.pane().ready():
		return ""
	case !a.filter.query.Empty():
		return "nothing matches " + a.filter.query.String() + "; Esc clears the filter"
	case len(a.trail) > 0:
		return "no socket is left here; Esc goes back"
	}
	if t, ok := a.pane().(interface{ nothing(*App) string }); ok { // a map always shows something
		return t.nothing(a)
	}
	return ""
}

// footLines are what is new or missing, and the hints; a footline overlay takes
// their place.
func (a *App) footLines(p plan) []string {
	if o, ok := a.top().(footline); ok {
		line, below := o.foot(a.theme, a.width)
		if !p.footer {
			return []string{line}
		}
		return []string{line, below}
	}
	if !p.footer {
		if a.notice.text != "" {
			return []string{a.footerLine()}
		}
		return []string{a.hintLine()}
	}
	return []string{a.footerLine(), a.hintLine()}
}

// footerLine is the notice, else what could not be read; and the place in the table.
func (a *App) footerLine() string {
	row, of := a.pane().position()
	where := ""
	if of > 0 {
		where = fmt.Sprintf("row %s of %s ", thousands(row), thousands(of))
	}
	text, tone := a.notice.text, theme.Strong
	switch {
	case text != "" && a.notice.alarm:
		tone = theme.Error
	case text != "":
	case a.trouble != "":
		text, tone = "cannot read: "+a.trouble, theme.Error
	default:
		text, tone = a.gaps(), theme.Dim
	}
	return spread(a.theme, a.width, []piece{{text: text, tone: tone}}, []piece{{text: where, tone: theme.Dim, rank: 1}})
}

// gaps is what could not be read, in one line.
func (a *App) gaps() string {
	if a.moment == nil {
		return ""
	}
	parts := make([]string, len(a.moment.Gaps))
	for i, g := range a.moment.Gaps {
		parts[i] = g.Words().String()
	}
	return strings.Join(parts, "; ")
}

// hintLine is the hint bar, from the action table. Where it is too long the last
// hints before help and quit go first: those two show the way to all others.
func (a *App) hintLine() string {
	var hints []string
	for i := range actions {
		act := &actions[i]
		if act.label == "" || a.forbids(act) != "" || act.offered != nil && !act.offered(a) {
			continue
		}
		key := a.theme.Text(keyNames(a.theme, strings.Fields(act.show)[0]))
		hints = append(hints, a.theme.Paint(theme.Key, key)+" "+act.label)
	}
	for len(hints) > 2 {
		if line := " " + strings.Join(hints, "  "); table.Width(line) < a.width {
			return line
		}
		hints = slices.Delete(hints, len(hints)-3, len(hints)-2)
	}
	return clip(" "+strings.Join(hints, "  "), a.width)
}

// foot is the filter line: what is typed, and under it what is wrong or what to do.
func (f *filterLine) foot(th *theme.Theme, width int) (string, string) {
	const prompt = " filter: "
	text := f.line.text
	skip := max(f.line.at-(width-len(prompt)-2), 0) // keep the cursor on the screen
	before, after := th.Text(string(text[skip:f.line.at])), th.Text(string(text[f.line.at:]))
	typed := th.Paint(theme.Key, prompt) + before + th.Paint(theme.Selected, cursorCell(after)) + rest(after)
	if f.wrong == nil {
		return clip(typed, width), th.Paint(theme.Dim, clip(th.Text(keyNames(th, " ↵ keeps it · Esc takes it back")), width))
	}
	at := len(prompt) + len([]rune(f.line.String()[:min(f.wrong.Pos, len(f.line.String()))])) - skip
	return clip(typed, width), th.Paint(theme.Error, clip(th.Text(f.mark(th, max(at, 0), width)), width))
}

// mark is a line with the caret under the character in cell at, and beside it,
// on the side with more room, what was expected there.
func (f *filterLine) mark(th *theme.Theme, at, width int) string {
	reason := f.wrong.Reason()
	if at <= width/2 {
		return strings.Repeat(" ", at) + th.Caret + " " + reason
	}
	reason = clip(reason, at-2)
	return strings.Repeat(" ", at-1-table.Width(reason)) + reason + " " + th.Caret
}

func cursorCell(after string) string {
	for _, r := range after {
		return string(r)
	}
	return " "
}

func rest(after string) string { return strings.TrimPrefix(after, cursorCell(after)) }

// clip cuts text, styled or not, to width cells.
func clip(text string, width int) string {
	if table.Width(text) <= width {
		return text
	}
	return ansi.Truncate(text, max(width, 0), "")
}

// fill is text in exactly width cells.
func fill(text string, width int) string {
	text = clip(text, width)
	return text + strings.Repeat(" ", width-ansi.StringWidth(text))
}

// wrapped breaks text into lines of width cells, each indented.
func wrapped(th *theme.Theme, text string, indent, width int) []string {
	room := max(width-indent, 8)
	lines := strings.Split(ansi.Wrap(th.Text(text), room, ""), "\n")
	for i := range lines {
		lines[i] = strings.Repeat(" ", indent) + lines[i]
	}
	return lines
}
