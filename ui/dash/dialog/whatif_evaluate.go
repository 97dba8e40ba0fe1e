package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
	"berth/ui/dash/pane"
)

// evaluate computes the effect of the lines outside the UI goroutine, because the pools of
// all sockets are counted again for each line. Requests that come meanwhile are combined
// into one.
func (w *whatif) evaluate(env *Env) tea.Cmd {
	if w.evaluating {
		w.stale = true
		return nil
	}
	w.evaluating = true
	m, id := env.Moment, w.pool
	trials := make([]pool.Trial, len(w.lines))
	for i := range w.lines {
		trials[i] = w.lines[i].trial
	}
	return func() tea.Msg {
		return evaluatedMsg{asked: w, outcomes: m.Try(id, trials...), kernel: m.SpaceWith(id.NetNS).Kernel, opener: opener(m, id)}
	}
}

// opener names the process that holds most of a pool.
func opener(m *moment.Moment, id pool.PoolID) safe.Text {
	at, ok := m.PoolWith(id)
	if !ok {
		return safe.Text{}
	}
	process, ok := m.Opener(at)
	if !ok {
		return safe.Text{}
	}
	return m.Processes[process].Label()
}

// evaluatedMsg is the result of the evaluate command: the effect of each line.
type evaluatedMsg struct {
	asked    *whatif
	outcomes []pool.Outcome
	kernel   model.Kernel
	opener   safe.Text
}

// Take shows the outcomes.
func (msg evaluatedMsg) Take(env *Env) tea.Cmd {
	w := msg.asked
	w.evaluating = false
	w.outcomes, w.kernel, w.opener = msg.outcomes, msg.kernel, msg.opener
	switch {
	case w.stale:
		w.stale = false
		return w.evaluate(env)
	case w.applying && env.Top() == w:
		w.applying = false
		return w.apply(env)
	}
	return nil
}

// Sampled evaluates the lines again, because the outcomes on the screen belong to the
// sample before.
func (w *whatif) Sampled(env *Env) tea.Cmd { return w.evaluate(env) }

// advice is the setting of the line, with its effect and its risks.
func (w *whatif) advice(c model.Change) pane.Advice {
	o := &w.outcomes[w.at]
	ad := pane.Advice{Change: c, Gains: field.Effect(&w.outcomes[0].Pool, o), Risks: o.Risks(&w.kernel)}
	for _, why := range o.NoEffect {
		ad.Risks = append(ad.Risks, safe.Format("no effect here: %s", why))
	}
	return ad
}
