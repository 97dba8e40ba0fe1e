package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/field"
)

// weigh works out what the lines would do, off the UI goroutine: the pools of all
// sockets are counted anew for each. While it is at work, later wishes are one.
func (a *App) weigh(w *whatif) tea.Cmd {
	if w.weighing {
		w.stale = true
		return nil
	}
	w.weighing = true
	m, id := a.moment, w.pool
	trials := make([]model.Trial, len(w.lines))
	for i := range w.lines {
		trials[i] = w.lines[i].trial
	}
	return func() tea.Msg {
		return weighedMsg{asked: w, outcomes: m.Try(id, trials...), kernel: m.Kernel, opener: opener(m, id)}
	}
}

// opener names the process that holds most of a pool.
func opener(m *model.Moment, id model.PoolID) model.Safe {
	at, ok := m.PoolWith(id)
	if !ok {
		return model.Safe{}
	}
	process, ok := m.Opener(at)
	if !ok {
		return model.Safe{}
	}
	return m.Processes[process].Who()
}

// weighed puts the outcomes on the screen.
func (a *App) weighed(msg weighedMsg) tea.Cmd {
	w := msg.asked
	w.weighing = false
	w.outcomes, w.kernel, w.opener = msg.outcomes, msg.kernel, msg.opener
	switch {
	case w.stale:
		w.stale = false
		return a.weigh(w)
	case w.eager && a.top() == w:
		w.eager = false
		return w.apply(a)
	}
	return nil
}

// reweigh follows the machine: after a sample what is on the screen is of the
// moment before.
func (a *App) reweigh() tea.Cmd {
	for _, o := range a.overlays {
		if w, ok := o.(*whatif); ok {
			return a.weigh(w)
		}
	}
	return nil
}

// advice is the setting of the line with what it would do.
func (w *whatif) advice(c model.Change) advice {
	o := &w.outcomes[w.at]
	ad := advice{change: c, gains: field.Effect(&w.outcomes[0].Pool, o), risks: o.Risks(&w.kernel)}
	for _, why := range o.Vain {
		ad.risks = append(ad.risks, model.Concat(model.Say("of no use here: "), why))
	}
	return ad
}
