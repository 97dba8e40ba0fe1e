package dialog

import (
	"fmt"

	"berth/model"
	"berth/model/moment"
	"berth/ui/act"
	"berth/ui/dash/cells"
	"berth/ui/theme"
)

// Content draws the dialog. The signal and the buttons come first; the processes
// get the lines that are left.
func (d *killDialog) Content(env *Env, width, height int) (string, []string) {
	title := "Kill " + d.label.String()
	if tooSmall(env) {
		return title, cells.Wrap(env.Theme, "the window is too small for this; Esc cancels", 0, width)
	}
	foot := d.foot(env.Theme, width)
	owners, focus := d.list(env, width)
	return title, append(around(env.Theme, owners, focus, max(height-len(foot), 1)), foot...)
}

// foot is the signal, the buttons and the keys.
func (d *killDialog) foot(th *theme.Theme, width int) []string {
	signal := model.Signals[d.signal]
	lines := []string{
		d.show(th, d.signalPlace(), fmt.Sprintf("Signal < %s >", signal.Name)) + th.Paint(theme.Dim, "  "+th.Text(signal.Does.String())),
		d.show(th, d.cancelPlace(), "[ Cancel ]") + d.show(th, d.sendPlace(), fmt.Sprintf("[ Send %s to %d of %d ]", signal.Name, d.count(), len(d.victims))),
	}
	lines = append(lines, th.Paint(theme.Dim, th.Text(cells.KeyNames(th, " "+killKeys.hints(d)))))
	for i := range lines {
		lines[i] = cells.Clip(lines[i], width)
	}
	return lines
}

// list is every process, a few lines each, and the line number of the cursor.
func (d *killDialog) list(env *Env, width int) (lines []string, focus int) {
	th := env.Theme
	for i, h := range d.victims {
		if d.at == i && d.owners() > 0 {
			focus = len(lines)
		}
		lines = append(lines, cells.Clip(d.owner(th, i, h), width))
		if h.Victim == nil {
			lines = append(lines, cells.Wrap(th, "! "+errorText(h.Err), 6, width)...)
			continue
		}
		if why, vital := h.Facts.Vital(); vital {
			lines = append(lines, cells.Wrap(th, "! "+why.String(), 6, width)...)
		}
		if !listed(env.Moment, h.Process) {
			lines = append(lines, "      "+th.Ended+" it no longer holds a socket")
		}
		lines = append(lines, cells.Clip(th.Text("      "+h.Facts.Command.String()), width))
		if d.also[i] != "" {
			lines = append(lines, cells.Wrap(th, "also "+d.also[i], 6, width)...)
		}
	}
	return lines, focus
}

// owner is the line that names a process.
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
	if unit := h.Facts.Group(); !unit.Empty() {
		who += "  " + unit.String()
	}
	if d.owners() == 0 {
		return th.Paint(theme.Strong, th.Text(who))
	}
	return d.show(th, i, th.Text(who))
}

// listed reports whether a process is still in the last sample.
func listed(m *moment.Moment, id model.ProcessID) bool {
	for i := range m.Processes {
		if m.Processes[i].ID == id {
			return true
		}
	}
	return false
}

// around cuts lines to height, with the line at in the middle, and says how many
// lines are above and below.
func around(th *theme.Theme, lines []string, at, height int) []string {
	if len(lines) <= height {
		return lines
	}
	rows := max(height-1, 1)
	from := max(min(at-rows/2, len(lines)-rows), 0)
	note := fmt.Sprintf(" %d lines above, %d below", from, len(lines)-from-rows)
	return append(lines[from:from+rows:from+rows], th.Paint(theme.Dim, note))
}
