package dialog

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/pane"
)

// settings is what this run of berth has set.
type settings struct {
	applied []model.Change // in their order; the last one can be taken back
	asking  bool           // the kernel is asked whether a setting may be set
	pending *model.Change  // is being written
}

// tuneTime bounds asking for a setting, and writing one.
const tuneTime = 2 * time.Second

// mayTune reports why no setting can be changed from here; "" when one can.
func (env *Env) mayTune() string {
	switch m := &env.Memory.settings; {
	case env.ReadOnly:
		return "read-only: nothing can be changed from here"
	case env.Machine.SysctlWriter == nil:
		return "no setting can be changed from here"
	case m.asking || m.pending != nil:
		return "another setting is at work"
	case tooSmall(env):
		return fmt.Sprintf("this needs a window of %dx%d", askWidth, askHeight)
	}
	return ""
}

// NoAdvice says why the selected row has no setting to apply.
func NoAdvice(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case s.Advice == nil:
		return "this row has no setting to apply; w tries some out"
	}
	return env.mayTune()
}

// Apply proposes the setting of the selected row.
func Apply(env *Env) tea.Cmd {
	s, _ := env.Row()
	return env.propose(*s.Advice, false)
}

// NothingApplied says why there is nothing to undo.
func NothingApplied(env *Env) string {
	if len(env.Memory.settings.applied) == 0 {
		return "nothing stands that berth has set in this run"
	}
	return env.mayTune()
}

// Undo proposes to take back what was set last.
func Undo(env *Env) tea.Cmd {
	applied := env.Memory.settings.applied
	return env.propose(pane.Advice{Change: applied[len(applied)-1].Undo()}, true)
}

// value is a value of the kernel, ready to be shown. A list of ports may be empty.
func value(text string) string { return written(text, 200).String() }

func written(text string, most int) safe.Text {
	if text == "" {
		return safe.Say("empty")
	}
	return safe.Sanitise(text).Cut(most)
}

// tunedMsg: the set command, with what was read back.
type setMsg struct {
	change model.Change
	undo   bool
	result model.SetResult
}

// set writes a change that was confirmed.
func (env *Env) set(change model.Change, undo bool) tea.Cmd {
	env.Memory.settings.pending = &change
	env.Announce("setting " + change.Setting.Name().String() + " ...")
	tuner := env.Machine.SysctlWriter
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), tuneTime)
		defer cancel()
		return setMsg{change: change, undo: undo, result: tuner.Set(ctx, change)}
	}
}

// Take tells what became of a change, as it was read back, and looks at the
// machine again.
func (msg setMsg) Take(env *Env) tea.Cmd {
	m := &env.Memory.settings
	m.pending = nil
	c, t := msg.change, msg.result
	name := c.Setting.Name().String()
	text := fmt.Sprintf("%s is %s, was %s; u undoes it", name, value(t.Now), value(c.Old))
	switch {
	case t.Done && msg.undo:
		m.forget()
		text = fmt.Sprintf("%s is %s again", name, value(t.Now))
	case t.Done:
		m.applied = append(m.applied, c)
	default:
		text = name + " is not set: " + t.Why.String()
		if t.Wrote && t.Known && !msg.undo && !c.Setting.Same(t.Now, c.Old) { // something came of it, and can be taken back
			c.New = t.Now
			m.applied = append(m.applied, c)
			text += "; u undoes it"
		}
	}
	return tea.Batch(env.Say(text, !t.Done), env.Sample())
}

// forget drops what was set last: it is no longer in force.
func (s *settings) forget() { s.applied = s.applied[:len(s.applied)-1] }

// Standing says what is left changed when the person leaves, and how to take it
// back, each in a line.
func (m *Memory) Standing() []string {
	var lines []string
	for _, c := range m.settings.applied {
		lines = append(lines, fmt.Sprintf("%s stays %s; it was %s: %s", c.Setting.Name(), value(c.New), value(c.Old), c.Setting.Command(c.Old)))
	}
	if c := m.settings.pending; c != nil {
		lines = append(lines, fmt.Sprintf("%s was being set to %s, and may be; it was %s: %s", c.Setting.Name(), value(c.New), value(c.Old), c.Setting.Command(c.Old)))
	}
	return lines
}

// Advised reports whether the selected row advises a setting.
func Advised(env *Env) bool {
	s, ok := env.Row()
	return ok && s.Advice != nil
}

// Undoable reports whether something was set in this run.
func Undoable(env *Env) bool { return len(env.Memory.settings.applied) > 0 }
