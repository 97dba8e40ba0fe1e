package dialog

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/dash/pane"
)

// permitMsg: the propose command, with whether a setting may be set.
type canSetMsg struct {
	advice pane.Advice
	undo   bool
	over   Dialog // what had the keys then
	canSet model.CanSet
}

// propose asks the kernel whether the change may be made, and what it would
// change: that is said before a person decides.
func (env *Env) propose(ad pane.Advice, undo bool) tea.Cmd {
	env.Memory.settings.asking = true
	tuner, over := env.Machine.SysctlWriter, env.Top()
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), tuneTime)
		defer cancel()
		return canSetMsg{advice: ad, undo: undo, over: over, canSet: tuner.May(ctx, ad.Change.Setting)}
	}
}

// Take opens the dialog, or says why the setting cannot be set. If the person has
// opened or closed something meanwhile, that keeps the keys.
func (msg canSetMsg) Take(env *Env) tea.Cmd {
	env.Memory.settings.asking = false
	if env.Top() != msg.over {
		return nil
	}
	if why, alarm, over := msg.refused(); why != "" {
		if over {
			env.Memory.settings.forget()
		}
		return env.Say(why, alarm)
	}
	msg.advice.Change.Old = msg.canSet.Now
	d := &applyDialog{advice: msg.advice, where: msg.canSet.Where, undo: msg.undo}
	return d.ask(env, d)
}

// refused says why the setting cannot be set; "" when it can. over reports a change
// that is no longer in force, so that it cannot be undone.
func (msg canSetMsg) refused() (why string, alarm, over bool) {
	change, p := &msg.advice.Change, msg.canSet
	name := change.Setting.Name().String()
	switch {
	case !p.OK:
		return name + " cannot be set from here: " + p.Why.String(), true, false
	case !p.Known:
		return name + " cannot be read, so it is not set", true, false
	case p.Where.Scope == model.OfNamespace && change.NetNS != 0 && p.Where.NetNS != 0 && change.NetNS != p.Where.NetNS:
		return fmt.Sprintf("that is network namespace %d, and berth is in %d: run it there (nsenter -n)", change.NetNS, p.Where.NetNS), true, false
	case msg.undo && !change.Setting.Same(p.Now, change.Old):
		return fmt.Sprintf("%s is %s now, and no longer the %s that berth set: nothing is taken back", name, value(p.Now), value(change.Old)), true, true
	case change.Setting.Same(p.Now, change.New):
		return name + " is " + value(p.Now) + " already", false, false
	case change.Setting == model.SetReserved && !change.Setting.Same(p.Now, change.Old): // the new list is made of the old one
		return name + " has changed since, and what was added would be lost: try again after the next sample", true, false
	}
	return "", false, false
}
