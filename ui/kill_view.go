package ui

import (
	"fmt"

	"berth/model"
	"berth/ui/act"
	"berth/ui/theme"
)

// content draws the dialog: the processes in what is left of the window when
// the signal and the buttons have their lines.
func (d *killDialog) content(a *App, width, height int) (string, []string) {
	title := "Kill " + d.label.String()
	if a.width < killWidth || a.height < killHeight {
		return title, wrapped(a.theme, "the window is too small for this; Esc cancels", 0, width)
	}
	foot := d.foot(a.theme, width)
	owners, focus := d.list(a, width)
	return title, append(around(a.theme, owners, focus, max(height-len(foot), 1)), foot...)
}

// foot is the signal, the buttons and the keys.
func (d *killDialog) foot(th *theme.Theme, width int) []string {
	signal := model.Signals[d.signal]
	lines := []string{
		d.mark(th, d.signalPlace(), fmt.Sprintf("Signal < %s >", signal.Name)) + th.Paint(theme.Dim, "  "+th.Text(signal.Does.String())),
		d.mark(th, d.cancel(), "[ Cancel ]") + d.mark(th, d.send(), fmt.Sprintf("[ Send %s to %d of %d ]", signal.Name, d.count(), len(d.victims))),
	}
	hint := " ↑↓ move · ←→ signal · ↵ · Esc cancels"
	if d.owners() > 0 {
		hint = " Space chooses · a all ·" + hint
	}
	lines = append(lines, th.Paint(theme.Dim, th.Text(keyNames(th, hint))))
	for i := range lines {
		lines[i] = clip(lines[i], width)
	}
	return lines
}

// list is every process, a few lines each, and the line of the one that has the keys.
func (d *killDialog) list(a *App, width int) (lines []string, focus int) {
	th := a.theme
	for i, h := range d.victims {
		if d.at == i && d.owners() > 0 {
			focus = len(lines)
		}
		lines = append(lines, clip(d.owner(th, i, h), width))
		if h.Victim == nil {
			lines = append(lines, wrapped(th, "! "+errorText(h.Err), 6, width)...)
			continue
		}
		if why, vital := h.Facts.Vital(); vital {
			lines = append(lines, wrapped(th, "! "+why.String(), 6, width)...)
		}
		if !a.listed(h.Process) {
			lines = append(lines, "      "+th.Ended+" it holds no socket any more")
		}
		lines = append(lines, clip(th.Text("      "+h.Facts.Command.String()), width))
		if d.also[i] != "" {
			lines = append(lines, wrapped(th, "also "+d.also[i], 6, width)...)
		}
	}
	return lines, focus
}

// owner is the line that says who a process is.
func (d *killDialog) owner(th *theme.Theme, i int, h act.HeldProcess) string {
	box := ""
	switch {
	case d.owners() == 0:
	case h.Victim == nil:
		box = " -  "
	case d.chosen[i]:
		box = "[x] "
	default:
		box = "[ ] "
	}
	who := fmt.Sprintf("%s%d %s  %s", box, h.Process.PID, h.Facts.Name, h.Facts.User)
	if unit := h.Facts.Where(); !unit.Empty() {
		who += "  " + unit.String()
	}
	if d.owners() == 0 {
		return th.Paint(theme.Strong, th.Text(who))
	}
	return d.mark(th, i, th.Text(who))
}

func (d *killDialog) mark(th *theme.Theme, place int, text string) string {
	return marked(th, d.at == place, text)
}

// marked shows text as the place that has the keys, or not; not by reverse alone.
func marked(th *theme.Theme, here bool, text string) string {
	if here {
		return th.Paint(theme.Selected, th.Cursor+text)
	}
	return " " + text
}

// listed reports whether a process still stands in the last sample.
func (a *App) listed(id model.ProcessID) bool {
	for i := range a.moment.Processes {
		if a.moment.Processes[i].ID == id {
			return true
		}
	}
	return false
}

// around cuts lines to height, with the line at in the middle, and says how many
// stand above and below.
func around(th *theme.Theme, lines []string, at, height int) []string {
	if len(lines) <= height {
		return lines
	}
	rows := max(height-1, 1)
	from := max(min(at-rows/2, len(lines)-rows), 0)
	note := fmt.Sprintf(" %d lines above, %d below", from, len(lines)-from-rows)
	return append(lines[from:from+rows:from+rows], th.Paint(theme.Dim, note))
}
