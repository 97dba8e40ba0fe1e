package ui

import (
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/act"
)

// deaf is how long the dialog swallows keys: whoever was still typing must not
// confirm what was just opened.
const deaf = 300 * time.Millisecond

// killDialog shows who would be hit and what else they hold. Its places are the
// processes (where there is a choice), the signal, Cancel and Send, in this order.
type killDialog struct {
	label   model.Safe
	victims act.Victims
	also    []string
	chosen  []bool
	signal  int // index into model.Signals
	at      int // the place that has the keys
	armed   bool
}

// held opens the dialog over what was taken hold of. If the person has opened
// something else meanwhile, that keeps the keys, and everybody is let go.
func (a *App) held(msg heldMsg) tea.Cmd {
	a.hunting = false
	d := &killDialog{label: msg.label, victims: msg.victims, also: msg.also, chosen: make([]bool, len(msg.victims))}
	switch {
	case a.top() != nil:
		return release(d.victims)
	case d.victims.Held() == 0:
		return a.say(d.refusals(), true)
	}
	for i, h := range d.victims {
		if h.Victim != nil && a.stubborn[h.Process] {
			d.signal = signalNamed("KILL")
		}
		d.chosen[i] = len(d.victims) == 1 // among several, a person chooses
	}
	d.at = d.cancel()
	a.open(d)
	return a.After(deaf, armedMsg{d})
}

// refusals say why nobody was taken hold of.
func (d *killDialog) refusals() string {
	text := errorText(d.victims[0].Failure())
	if n := len(d.victims) - 1; n > 0 {
		text += fmt.Sprintf(" (and %d more)", n)
	}
	return text
}

func errorText(err error) string { return model.Sanitise(err.Error()).String() }

func signalNamed(name string) int {
	return max(slices.IndexFunc(model.Signals, func(s model.Signal) bool { return s.Name.String() == name }), 0)
}

func (d *killDialog) arm() tea.Cmd {
	d.armed = true
	return nil
}

// The places: processes first, only where there are several.
func (d *killDialog) owners() int {
	if len(d.victims) > 1 {
		return len(d.victims)
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
	key := msg.String()
	switch {
	case key == "esc" || key == "q" || key == "n":
		return d.leave(a)
	case a.width < killWidth || a.height < killHeight: // what cannot be seen cannot be sent
		return nil
	}
	switch key {
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
			d.chosen[i] = d.victims[i].Victim != nil
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
	if d.at < d.owners() && d.victims[d.at].Victim != nil {
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
		a.announce(fmt.Sprintf("%s goes to %s; waiting for what becomes of it ...", signal.Name, plural(d.count(), "process")))
		return shoot(d.victims, d.chosen, signal)
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
	return release(d.victims)
}
