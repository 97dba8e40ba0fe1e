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

// settings are the sysctls that this run of berth has changed.
type settings struct {
	applied []model.Change // in order; the last one can be undone
	asking  bool           // a propose command is running
	pending *model.Change  // the change that is being written
}

// settingTime is the time limit for reading a setting, and for writing one.
const settingTime = 2 * time.Second

// mayChangeSetting returns why no setting can be changed; "" if one can.
func (env *Env) mayChangeSetting() string {
	switch m := &env.Memory.settings; {
	case env.ReadOnly:
		return "read-only: nothing can be changed from here"
	case env.Machine.SysctlWriter == nil:
		return "no setting can be changed from here"
	case m.asking || m.pending != nil:
		return "another setting is being changed"
	case tooSmall(env):
		return fmt.Sprintf("this needs a window of %dx%d", askWidth, askHeight)
	}
	return ""
}

// NoAdvice returns why the selected row has no setting to apply.
func NoAdvice(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case s.Advice == nil:
		return "this row recommends no setting; w tries changes"
	}
	return env.mayChangeSetting()
}

// Apply proposes the setting of the selected row.
func Apply(env *Env) tea.Cmd {
	s, _ := env.Row()
	return env.propose(*s.Advice, false)
}

// NothingApplied returns why there is nothing to undo.
func NothingApplied(env *Env) string {
	if len(env.Memory.settings.applied) == 0 {
		return "nothing to undo"
	}
	return env.mayChangeSetting()
}

// Undo proposes to undo the last change.
func Undo(env *Env) tea.Cmd {
	applied := env.Memory.settings.applied
	return env.propose(pane.Advice{Change: applied[len(applied)-1].Undo()}, true)
}

// value is a value of the kernel in a sentence.
func value(text string) safe.Text { return written(text, 200) }

// written is a value of the kernel as text that is safe to show, cut to most cells. A list
// of ports may be empty.
func written(text string, most int) safe.Text {
	if text == "" {
		return safe.Say("empty")
	}
	return safe.Sanitise(text).Cut(most)
}

// setMsg is the result of the set command, with the value that was read back.
type setMsg struct {
	change model.Change
	undo   bool
	result model.SetResult
}

// set writes a change that the user has confirmed.
func (env *Env) set(change model.Change, undo bool) tea.Cmd {
	env.Memory.settings.pending = &change
	env.Announce(safe.Format("setting %s ...", change.Setting.Name()).String())
	writer := env.Machine.SysctlWriter
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), settingTime)
		defer cancel()
		return setMsg{change: change, undo: undo, result: writer.Set(ctx, change)}
	}
}

// Take shows the value that was read back, and takes a new sample.
func (msg setMsg) Take(env *Env) tea.Cmd {
	m := &env.Memory.settings
	m.pending = nil
	c, t := msg.change, msg.result
	text := appliedWords(&c, t.Now)
	switch {
	case t.Done && msg.undo:
		m.forget()
		text = undoneWords(&c, t.Now)
	case t.Done:
		m.applied = append(m.applied, c)
	default:
		text = notSetWords(&c, t.Why)
		if t.Wrote && t.Known && !msg.undo && !c.Setting.Same(t.Now, c.Old) { // the value has changed and can be undone
			c.New = t.Now
			m.applied = append(m.applied, c)
			text = safe.Format("%s; u undoes it", text)
		}
	}
	return tea.Batch(env.Say(text.String(), !t.Done), env.Sample())
}

// forget drops the last change, which is no longer in force.
func (s *settings) forget() { s.applied = s.applied[:len(s.applied)-1] }

// RemainingChanges lists the settings that are still changed when the user quits,
// one line each, with the command that undoes it.
func (m *Memory) RemainingChanges() []string {
	var lines []string
	for _, c := range m.settings.applied {
		lines = append(lines, remainingWords(&c).String())
	}
	if c := m.settings.pending; c != nil {
		lines = append(lines, pendingWords(c).String())
	}
	return lines
}

// Advised reports whether the selected row recommends a setting.
func Advised(env *Env) bool {
	s, ok := env.Row()
	return ok && s.Advice != nil
}

// Undoable reports whether this run has changed a setting.
func Undoable(env *Env) bool { return len(env.Memory.settings.applied) > 0 }
