package ui

import (
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/theme"
)

// deaf is how long the dialog swallows keys: whoever was still typing must not
// confirm what was just opened.
const deaf = 300 * time.Millisecond

// killDialog shows who would be hit and what else they hold. Its places are the
// processes (where there is a choice), the signal, Cancel and Send, in this order.
type killDialog struct {
	label  model.Safe
	prey   []prey
	chosen []bool
	signal int // index into model.Signals
	at     int // the place that has the keys
	armed  bool
}

// held opens the dialog over what was taken hold of.
func (a *App) held(msg heldMsg) tea.Cmd {
	d := &killDialog{label: msg.label, prey: msg.prey, chosen: make([]bool, len(msg.prey))}
	caught := 0
	for i, p := range d.prey {
		if p.victim == nil {
			continue
		}
		caught++
		if a.stubborn[p.Process] {
			d.signal = signalNamed("KILL")
		}
		d.chosen[i] = len(d.prey) == 1 // among several, a person chooses
	}
	if caught == 0 && len(d.prey) == 1 {
		return a.say(d.prey[0].refusal(), true)
	}
	d.at = d.cancel()
	a.open(d)
	return a.After(deaf, armedMsg{d})
}

func (p prey) refusal() string {
	if refusal := new(model.Refusal); errors.As(p.err, &refusal) {
		return refusal.Error() // it names the process itself
	}
	return fmt.Sprintf("%s (%d): %s", p.Facts.Name, p.Process.PID, model.Sanitise(p.err.Error()))
}

func signalNamed(name string) int {
	for i, s := range model.Signals {
		if s.Name.String() == name {
			return i
		}
	}
	return 0
}

func (d *killDialog) arm() tea.Cmd {
	d.armed = true
	return nil
}

// The places: processes first, only where there are several.
func (d *killDialog) owners() int {
	if len(d.prey) > 1 {
		return len(d.prey)
	}
	return 0
}
func (d *killDialog) signalPlace() int { return d.owners() }
func (d *killDialog) cancel() int      { return d.owners() + 1 }
func (d *killDialog) send() int        { return d.owners() + 2 }

func (d *killDialog) count() int {
	n := 0
	for _, c := range d.chosen {
		if c {
			n++
		}
	}
	return n
}

func (d *killDialog) key(a *App, msg tea.KeyMsg) tea.Cmd {
	if !d.armed || msg.Paste {
		return nil
	}
	switch msg.String() {
	case "esc", "q", "n":
		return d.leave(a)
	case "up", "k", "shift+tab":
		d.at = max(d.at-1, 0)
	case "down", "j", "tab":
		d.at = min(d.at+1, d.send())
	case "left", "h":
		d.sideways(-1)
	case "right", "l":
		d.sideways(1)
	case "a":
		for i := range d.chosen {
			d.chosen[i] = d.prey[i].victim != nil
		}
	case " ":
		d.toggle()
	case "enter":
		return d.enter(a)
	}
	return nil
}

func (d *killDialog) sideways(by int) {
	switch d.at {
	case d.signalPlace():
		d.signal = (d.signal + by + len(model.Signals)) % len(model.Signals)
	case d.cancel(), d.send():
		d.at = max(d.cancel(), min(d.at+by, d.send()))
	}
}

func (d *killDialog) toggle() {
	if d.at < d.owners() && d.prey[d.at].victim != nil {
		d.chosen[d.at] = !d.chosen[d.at]
	}
}

func (d *killDialog) enter(a *App) tea.Cmd {
	switch d.at {
	case d.cancel():
		return d.leave(a)
	case d.send():
		if d.count() == 0 {
			return a.say("no process is chosen", false)
		}
		a.dismiss(d)
		signal := model.Signals[d.signal]
		text := fmt.Sprintf("%s to %s ...", signal.Name, plural(d.count(), "process"))
		return tea.Batch(a.say(text, false), shoot(d.prey, d.chosen, signal))
	case d.signalPlace():
		d.at = d.cancel()
	default:
		d.toggle()
	}
	return nil
}

// leave closes the dialog and lets go of everybody.
func (d *killDialog) leave(a *App) tea.Cmd {
	a.dismiss(d)
	return shoot(d.prey, make([]bool, len(d.prey)), model.Signal{})
}

func (d *killDialog) content(a *App, width, height int) (string, []string) {
	th := a.theme
	var lines []string
	for i, p := range d.prey {
		lines = append(lines, d.owner(th, i, width)...)
		if p.also != "" {
			lines = append(lines, wrapped(th, "also "+p.also, 6, width)...)
		}
	}
	signal := model.Signals[d.signal]
	choice := fmt.Sprintf("Signal < %s >", signal.Name)
	lines = append(lines, "", d.mark(th, d.signalPlace(), choice)+"  "+th.Paint(theme.Dim, clip(signal.Does.String(), width-len(choice)-2)), "")
	send := fmt.Sprintf("[ Send %s to %s ]", signal.Name, plural(d.count(), "process"))
	lines = append(lines, d.mark(th, d.cancel(), "[ Cancel ]")+"   "+d.mark(th, d.send(), send))
	hint := "arrows move · < > signal · Enter · Esc cancels"
	if d.owners() > 0 {
		hint = "Space chooses · a all · " + hint
	}
	lines = append(lines, th.Paint(theme.Dim, clip(th.Text(hint), width)))
	if over := len(lines) - height; over > 0 { // the buttons must be seen; owners go
		lines = append(lines[:max(len(lines)-5-over, 0):max(len(lines)-5-over, 0)], lines[len(lines)-5:]...)
	}
	return "Kill " + d.label.String(), lines
}

// owner is a process in the dialog: a line on who it is, one on its command.
func (d *killDialog) owner(th *theme.Theme, i, width int) []string {
	p := d.prey[i]
	box := ""
	if d.owners() > 0 {
		if box = "[ ] "; d.chosen[i] {
			box = "[x] "
		}
	}
	who := fmt.Sprintf("%s%d %s  %s", box, p.Process.PID, p.Facts.Name, p.Facts.User)
	if unit := p.Facts.Where(); !unit.Empty() {
		who += "  " + unit.String()
	}
	line := clip(th.Text(who), width)
	if d.at == i && d.owners() > 0 {
		line = th.Paint(theme.Selected, line)
	} else {
		line = th.Paint(theme.Strong, line)
	}
	lines := []string{line}
	if p.victim == nil {
		return append(lines, wrapped(th, "! "+model.Sanitise(p.err.Error()).String(), 6, width)...)
	}
	return append(lines, clip(th.Text("      "+p.Facts.Command.String()), width))
}

// mark shows text as the place that has the keys, or not.
func (d *killDialog) mark(th *theme.Theme, place int, text string) string {
	if d.at == place {
		return th.Paint(theme.Selected, text)
	}
	return text
}
