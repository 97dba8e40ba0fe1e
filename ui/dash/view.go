package dash

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"berth/model/moment"
	"berth/ui/dash/cells"
	"berth/ui/dash/dialog"
	"berth/ui/dash/pane"
	"berth/ui/table"
	"berth/ui/theme"
)

// View draws the screen. Bubble Tea also calls it when no message came in between;
// then it returns the last frame.
func (a *App) View() string {
	if !a.frame.clean {
		a.frame = frame{a.draw(), true}
	}
	return a.frame.text
}

func (a *App) draw() string {
	if a.window.width == 0 || a.window.height == 0 {
		return ""
	}
	if a.window.tooSmall() {
		return cells.Clip(fmt.Sprintf("too small: %dx%d", a.window.width, a.window.height), a.window.width)
	}
	p, h := a.layout(), a.header()
	lines := make([]string, 0, a.window.height)
	lines = append(lines, h.brandLine())
	if p.ephemeral {
		lines = append(lines, h.ephemeralLine())
	}
	if p.tightest {
		lines = append(lines, h.tightestLine())
	}
	if p.states {
		lines = append(lines, h.statesLine())
	}
	lines = append(lines, h.tabLine())
	lines = append(lines, a.bodyLines(p)...)
	lines = append(lines, a.footLines(p)...)
	if d, ok := a.dialogs.Top().(dialog.Popup); ok {
		box{a.theme, a.window}.overlay(lines, func(width, height int) (string, []string) { return d.Content(a.env(), width, height) })
	}
	return strings.Join(lines, "\n")
}

// bodyLines are the titles and rows of the active pane, and beside them the
// sockets of the selected row.
func (a *App) bodyLines(p plan) []string {
	shown := a.pane()
	left := split(shown.Draw(nil, a.theme, true), 1+p.rows)
	if shown.State().Empty && p.rows > 0 {
		for i, line := range cells.Wrap(a.theme, a.emptyText(), 1, p.left) {
			if i < p.rows {
				left[1+i] = a.theme.Paint(theme.Dim, cells.Clip(line, p.left))
			}
		}
	}
	if p.right == 0 {
		return left
	}
	right := split(a.views.beside.Draw(nil, a.theme, false), 1+p.rows)
	edge := a.theme.Paint(theme.Dim, a.theme.Border.Left)
	for i := range left {
		left[i] = cells.Fill(left[i], p.left) + edge + right[i]
	}
	return left
}

// split cuts text into n lines; each ends in a newline.
func split(b []byte, n int) []string {
	lines := make([]string, n)
	for i := range lines {
		line, rest, _ := bytes.Cut(b, []byte{'\n'})
		lines[i], b = string(line), rest
	}
	return lines
}

// emptyText is why a pane has no rows.
func (a *App) emptyText() string {
	switch {
	case a.moment == nil && a.sampling.trouble != "":
		return "nothing could be read"
	case a.moment == nil:
		return "reading the socket tables ..."
	case !a.pane().State().Ready:
		return ""
	case !a.filter.Query.Empty():
		return "nothing matches " + a.filter.Query.String() + "; Esc clears the filter"
	case len(a.views.trail) > 0:
		return "no socket is left here; Esc goes back"
	}
	if t, ok := a.pane().(pane.Teller); ok { // the map is never empty
		return t.Nothing(a.moment, &a.report)
	}
	return ""
}

// footLines are the notice or what could not be read, and the hints. A dialog
// with a footline replaces both.
func (a *App) footLines(p plan) []string {
	if o, ok := a.dialogs.Top().(dialog.Footline); ok {
		line, below := o.Foot(a.theme, a.window.width)
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

// footerLine is the notice, or what could not be read, and the position in the table.
func (a *App) footerLine() string {
	where := ""
	if s := a.pane().State(); s.Of > 0 {
		where = fmt.Sprintf("row %s of %s ", cells.Thousands(s.Row), cells.Thousands(s.Of))
	}
	text, tone := a.notice.text, theme.Strong
	switch {
	case text != "" && a.notice.alarm:
		tone = theme.Error
	case text != "":
	case a.sampling.trouble != "":
		text, tone = "cannot read: "+a.sampling.trouble, theme.Error
	default:
		text, tone = gaps(a.moment), theme.Dim
	}
	return spread(a.theme, a.window.width, []piece{{text: text, tone: tone}}, []piece{{text: where, tone: theme.Dim, rank: 1}})
}

// gaps is what could not be read, as one line.
func gaps(m *moment.Moment) string {
	if m == nil {
		return ""
	}
	parts := make([]string, len(m.Gaps))
	for i, g := range m.Gaps {
		parts[i] = g.Words().String()
	}
	return strings.Join(parts, "; ")
}

// hintLine is the hint bar, from the action table. If it is too long, hints are
// removed from the end, but help and quit stay: they lead to all others.
func (a *App) hintLine() string {
	var hints []string
	for i := range a.actions {
		act := &a.actions[i]
		if act.label == "" || act.forbids(a) != "" || act.offered != nil && !act.offered(a) {
			continue
		}
		key := a.theme.Text(cells.KeyNames(a.theme, strings.Fields(act.show)[0]))
		hints = append(hints, a.theme.Paint(theme.Key, key)+" "+act.label)
	}
	for len(hints) > 2 {
		if line := " " + strings.Join(hints, "  "); table.Width(line) < a.window.width {
			return line
		}
		hints = slices.Delete(hints, len(hints)-3, len(hints)-2)
	}
	return cells.Clip(" "+strings.Join(hints, "  "), a.window.width)
}
