package dialog

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/ui/act"
	"berth/ui/dash/cells"
)

// killDialog shows the processes that would get the signal, and what else they
// hold. Its places are the processes (if there are several), the signal, Cancel
// and Send, in this order.
type killDialog struct {
	choices
	label   safe.Text
	victims act.Victims
	also    []string
	chosen  []bool
	signal  int // index into model.Signals
}

// Take opens the dialog for the held processes. If the user has opened another
// dialog meanwhile, that one keeps the keys, and the processes are released.
func (msg heldMsg) Take(env *Env) tea.Cmd {
	memory := &env.Memory.kills
	memory.holding = false
	d := &killDialog{label: msg.label, victims: msg.victims, also: msg.also, chosen: make([]bool, len(msg.victims))}
	switch {
	case env.Top() != nil:
		return release(d.victims)
	case d.victims.Held() == 0:
		return env.Say(d.refusals(), true)
	}
	for i, h := range d.victims {
		if h.Victim != nil && memory.ignoredTerm[h.Process] {
			d.signal = signalNamed("KILL")
		}
		d.chosen[i] = len(d.victims) == 1 // of several, the user selects
	}
	d.at = d.cancelPlace()
	return d.ask(env, d)
}

// refusals are the reasons why no process could be held.
func (d *killDialog) refusals() string {
	text := errorText(d.victims[0].Failure())
	if n := len(d.victims) - 1; n > 0 {
		text += fmt.Sprintf(" (and %d more)", n)
	}
	return text
}

func signalNamed(name string) int {
	return max(slices.IndexFunc(model.Signals, func(s model.Signal) bool { return s.Name.String() == name }), 0)
}

// The places: processes first, but only if there are several.
func (d *killDialog) owners() int {
	if len(d.victims) > 1 {
		return len(d.victims)
	}
	return 0
}
func (d *killDialog) signalPlace() int { return d.owners() }
func (d *killDialog) cancelPlace() int { return d.owners() + 1 }
func (d *killDialog) sendPlace() int   { return d.owners() + 2 }

func (d *killDialog) count() int {
	n := 0
	for _, c := range d.chosen {
		if c {
			n++
		}
	}
	return n
}

var killKeys = bindings[*killDialog]{
	{keys: []string{" "}, hint: "Space selects", when: (*killDialog).several, run: (*killDialog).toggle},
	{keys: []string{"a"}, hint: "a all", when: (*killDialog).several, run: (*killDialog).all},
	{keys: []string{"up", "k", "shift+tab"}, run: func(d *killDialog, _ *Env) tea.Cmd { return d.focus(max(d.at-1, 0)) }},
	{keys: []string{"down", "j", "tab"}, hint: "↑↓ move", run: func(d *killDialog, _ *Env) tea.Cmd { return d.focus(min(d.at+1, d.sendPlace())) }},
	{keys: []string{"left", "h"}, run: func(d *killDialog, _ *Env) tea.Cmd { return d.sideways(-1) }},
	{keys: []string{"right", "l"}, hint: "←→ signal", run: func(d *killDialog, _ *Env) tea.Cmd { return d.sideways(1) }},
	{keys: []string{"enter"}, hint: "↵", run: (*killDialog).enter},
	{keys: []string{"esc", "q", "n"}, hint: "Esc cancels", unseen: true, run: (*killDialog).leave},
}

// Key runs a key of the table. If the dialog does not fit the window, nothing can be sent.
func (d *killDialog) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	switch {
	case !d.accepts(msg):
		return nil
	case tooSmall(env):
		return killKeys.pressUnseen(d, env, msg)
	}
	cmd, _ := killKeys.press(d, env, msg)
	return cmd
}

// several reports whether there is a choice among processes.
func (d *killDialog) several() bool { return d.owners() > 0 }

// all selects every held process.
func (d *killDialog) all(*Env) tea.Cmd {
	for i := range d.chosen {
		d.chosen[i] = d.victims[i].Victim != nil
	}
	return nil
}

func (d *killDialog) sideways(by int) tea.Cmd {
	switch d.at {
	case d.signalPlace():
		d.signal = (d.signal + by + len(model.Signals)) % len(model.Signals)
	case d.cancelPlace(), d.sendPlace():
		d.at = max(d.cancelPlace(), min(d.at+by, d.sendPlace()))
	}
	return nil
}

// toggle selects or deselects the process at the cursor.
func (d *killDialog) toggle(*Env) tea.Cmd {
	if d.at < d.owners() && d.victims[d.at].Victim != nil {
		d.chosen[d.at] = !d.chosen[d.at]
	}
	return nil
}

func (d *killDialog) enter(env *Env) tea.Cmd {
	switch d.at {
	case d.cancelPlace():
		return d.leave(env)
	case d.sendPlace():
		if d.count() == 0 {
			return env.Say("no process is selected", false)
		}
		env.Close(d)
		signal := model.Signals[d.signal]
		env.Announce(fmt.Sprintf("sending %s to %s and waiting for the result ...", signal.Name, cells.Plural(d.count(), "process")))
		return send(d.victims, d.chosen, signal)
	case d.signalPlace():
		d.at = d.cancelPlace()
	default:
		return d.toggle(env)
	}
	return nil
}

// leave closes the dialog and releases all processes.
func (d *killDialog) leave(env *Env) tea.Cmd {
	env.Close(d)
	return release(d.victims)
}
