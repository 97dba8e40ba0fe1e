package ui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// advice is one sysctl that would help, as a finding or a trial has it.
type advice struct {
	change model.Change
	gains  model.Safe   // what it changes, in numbers
	risks  []model.Safe // what else may come of it
}

// tuning is what this run of berth has set.
type tuning struct {
	applied []model.Change // in their order; the last one can be taken back
	asking  bool           // the kernel is asked whether a setting may be set
	pending *model.Change  // is being written
}

// tuneTime bounds asking for a setting, and writing one.
const tuneTime = 2 * time.Second

// The least window in which the dialog shows the old value, the new one and both
// its buttons. Where it cannot, nobody may set anything.
const (
	tuneWidth  = 40
	tuneHeight = 10
)

// mayTune reports why no setting can be changed from here; "" when one can.
func (a *App) mayTune() string {
	switch {
	case a.ReadOnly:
		return "read-only: nothing can be changed from here"
	case a.machine.Tuner == nil:
		return "no setting can be changed from here"
	case a.tune.asking || a.tune.pending != nil:
		return "another setting is at work"
	case a.width < tuneWidth || a.height < tuneHeight:
		return fmt.Sprintf("this needs a window of %dx%d", tuneWidth, tuneHeight)
	}
	return ""
}

// noAdvice says why a can apply nothing.
func noAdvice(a *App) string {
	s, ok := a.pane().subject()
	switch {
	case !ok:
		return noRow
	case s.advice == nil:
		return "this row has no setting to apply; w tries some out"
	}
	return a.mayTune()
}

// apply proposes the setting of the selected row.
func (a *App) apply() tea.Cmd {
	s, _ := a.pane().subject()
	return a.propose(*s.advice, false)
}

// nothingApplied says why u can take nothing back.
func nothingApplied(a *App) string {
	if len(a.tune.applied) == 0 {
		return "nothing stands that berth has set in this run"
	}
	return a.mayTune()
}

// undo proposes to take back what was set last.
func (a *App) undo() tea.Cmd {
	last := a.tune.applied[len(a.tune.applied)-1]
	return a.propose(advice{change: last.Undo()}, true)
}

// propose asks the kernel whether the change may be made, and what it would
// change: that is said before anybody decides.
func (a *App) propose(ad advice, undo bool) tea.Cmd {
	a.tune.asking = true
	tuner, over := a.machine.Tuner, a.top()
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), tuneTime)
		defer cancel()
		return permitMsg{advice: ad, undo: undo, over: over, permit: tuner.May(ctx, ad.change.Setting)}
	}
}

// permitted opens the dialog, or says why the setting cannot be set. If the person
// has opened or closed something meanwhile, that keeps the keys.
func (a *App) permitted(msg permitMsg) tea.Cmd {
	a.tune.asking = false
	change, p := &msg.advice.change, msg.permit
	name := change.Setting.Name().String()
	switch {
	case a.top() != msg.over:
		return nil
	case !p.OK:
		return a.say(name+" cannot be set from here: "+p.Why.String(), true)
	case !p.Known:
		return a.say(name+" cannot be read, so it is not set", true)
	case p.Where.Scope == model.OfNamespace && change.NetNS != 0 && p.Where.NetNS != 0 && change.NetNS != p.Where.NetNS:
		return a.say(fmt.Sprintf("that is network namespace %d, and berth is in %d: run it there (nsenter -n)", change.NetNS, p.Where.NetNS), true)
	case msg.undo && !change.Setting.Same(p.Now, change.Old):
		a.forgetChange()
		return a.say(fmt.Sprintf("%s is %s now, and no longer the %s that berth set: nothing is taken back", name, value(p.Now), value(change.Old)), true)
	case change.Setting.Same(p.Now, change.New):
		return a.say(name+" is "+value(p.Now)+" already", false)
	case change.Setting == model.SetReserved && !change.Setting.Same(p.Now, change.Old): // the new list is made of the old one
		return a.say(name+" has changed since, and what was added would be lost: try again after the next sample", true)
	}
	change.Old = p.Now
	d := &applyDialog{advice: msg.advice, where: p.Where, undo: msg.undo}
	a.open(d)
	return a.After(deaf, armedMsg{d})
}

// value is a value of the kernel, ready to be shown. A list of ports may be empty.
func value(text string) string { return written(text, 200).String() }

func written(text string, most int) model.Safe {
	if text == "" {
		return model.Say("empty")
	}
	return model.Sanitise(text).Cut(most)
}

// set writes a change that was confirmed.
func (a *App) set(change model.Change, undo bool) tea.Cmd {
	a.tune.pending = &change
	a.announce("setting " + change.Setting.Name().String() + " ...")
	tuner := a.machine.Tuner
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), tuneTime)
		defer cancel()
		return tunedMsg{change: change, undo: undo, tuned: tuner.Set(ctx, change)}
	}
}

// tuned tells what became of a change, as it was read back, and looks at the
// machine again.
func (a *App) tuned(msg tunedMsg) tea.Cmd {
	a.tune.pending = nil
	c, t := msg.change, msg.tuned
	name := c.Setting.Name().String()
	text := fmt.Sprintf("%s is %s, was %s; u undoes it", name, value(t.Now), value(c.Old))
	switch {
	case t.Done && msg.undo:
		a.forgetChange()
		text = fmt.Sprintf("%s is %s again", name, value(t.Now))
	case t.Done:
		a.tune.applied = append(a.tune.applied, c)
	default:
		text = name + " is not set: " + t.Why.String()
		if t.Wrote && t.Known && !msg.undo && !c.Setting.Same(t.Now, c.Old) { // something came of it, and can be taken back
			c.New = t.Now
			a.tune.applied = append(a.tune.applied, c)
			text += "; u undoes it"
		}
	}
	return tea.Batch(a.say(text, !t.Done), a.sample())
}

// forgetChange drops what was set last: it does not stand any more.
func (a *App) forgetChange() { a.tune.applied = a.tune.applied[:len(a.tune.applied)-1] }

// standing says what is left changed when the person leaves, and how to take it
// back, each in a line.
func (a *App) standing() []string {
	var lines []string
	for _, c := range a.tune.applied {
		lines = append(lines, fmt.Sprintf("%s stays %s; it was %s: %s", c.Setting.Name(), value(c.New), value(c.Old), c.Setting.Command(c.Old)))
	}
	if c := a.tune.pending; c != nil {
		lines = append(lines, fmt.Sprintf("%s was being set to %s, and may be; it was %s: %s", c.Setting.Name(), value(c.New), value(c.Old), c.Setting.Command(c.Old)))
	}
	return lines
}

// advised and revocable report whether a and u have something to do.
func advised(a *App) bool {
	s, ok := a.pane().subject()
	return ok && s.advice != nil
}

func revocable(a *App) bool { return len(a.tune.applied) > 0 }
