package dialog

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/pane"
)

// canSetMsg is the result of the propose command: whether a setting can be changed.
type canSetMsg struct {
	advice pane.Advice
	undo   bool
	over   Dialog // the dialog that had the keys then
	canSet model.CanSet
}

// propose asks the kernel whether the change is permitted, and what it would
// change, so that the user knows this before deciding.
func (env *Env) propose(ad pane.Advice, undo bool) tea.Cmd {
	env.Memory.settings.asking = true
	writer, over := env.Machine.SysctlWriter, env.Top()
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), settingTime)
		defer cancel()
		return canSetMsg{advice: ad, undo: undo, over: over, canSet: writer.May(ctx, ad.Change.Setting)}
	}
}

// Take opens the dialog, or says why the setting cannot be changed. If the user has
// opened or closed a dialog meanwhile, it does not open.
func (msg canSetMsg) Take(env *Env) tea.Cmd {
	env.Memory.settings.asking = false
	if env.Top() != msg.over {
		return nil
	}
	if why, alarm, over := msg.refused(); !why.Empty() {
		if over {
			env.Memory.settings.forget()
		}
		return env.Say(why.String(), alarm)
	}
	msg.advice.Change.Old = msg.canSet.Now
	d := &applyDialog{advice: msg.advice, where: msg.canSet.Where, undo: msg.undo}
	return d.ask(env, d)
}

// refused returns why the setting cannot be changed; empty if it can. over reports a
// change that is no longer in force, so that it cannot be undone.
func (msg canSetMsg) refused() (why safe.Text, alarm, over bool) {
	change, p := &msg.advice.Change, msg.canSet
	name := change.Setting.Name()
	switch {
	case !p.OK:
		return safe.Format("%s cannot be set from here: %s", name, p.Why), true, false
	case !p.Known:
		return safe.Format("%s cannot be read, so it is not set", name), true, false
	case p.Where.Scope == model.OfNamespace && change.NetNS != 0 && p.Where.NetNS != 0 && change.NetNS != p.Where.NetNS:
		return safe.Format("the row is in network namespace %d, berth in %d: run berth there (nsenter -n)", change.NetNS, p.Where.NetNS), true, false
	case msg.undo && !change.Setting.Same(p.Now, change.Old):
		return safe.Format("%s is now %s, not the %s that berth set: nothing was undone", name, value(p.Now), value(change.Old)), true, true
	case change.Setting.Same(p.Now, change.New):
		return safe.Format("%s is %s already", name, value(p.Now)), false, false
	case change.Setting == model.SetReserved && !change.Setting.Same(p.Now, change.Old): // the new list was built from the old one
		return safe.Format("%s has changed since, and the addition would be lost: try again after the next sample", name), true, false
	}
	return safe.Text{}, false, false
}
