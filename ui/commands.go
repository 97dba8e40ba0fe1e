package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// sample takes a snapshot, off the UI goroutine. Never two at once: the next is
// armed when this one is in. The first asks for sockets alone, so that ports are
// on the screen before a single /proc/PID/fd has been walked.
func (a *App) sample() tea.Cmd {
	if a.sampling != 0 {
		return nil
	}
	a.samples++
	a.sampling, a.late = a.samples, 0
	need := a.needs()
	sampler, timeline, interval, now := a.machine.Sampler, a.timeline, a.interval(), a.Now
	watching := a.watching(interval)
	take := func() tea.Msg {
		n, err := sampler.Sample(context.Background(), need)
		if err != nil {
			return sampleMsg{err: err}
		}
		begun := now()
		m := timeline.Next(n, interval)
		report := watching(m, need)
		return sampleMsg{moment: m, report: report, need: need, took: n.Took + now().Sub(begun)}
	}
	return tea.Batch(take, a.After(time.Second, lateMsg{a.sampling}))
}

// needs is what anybody who reads the next sample will look at: who holds the
// sockets always, as the header and the tabs count processes.
func (a *App) needs() model.Need {
	need := model.NeedHost | model.NeedKernel
	if !a.began {
		return need
	}
	need |= model.NeedOwners | model.NeedCommands | model.NeedServices | model.NeedBound | a.filter.query.Needs() | a.pane().needs() | a.report.Asks
	if a.split() {
		need |= a.beside.needs()
	}
	return need
}

// ask takes a sample at once where what is on the screen now needs more than the
// last one knows.
func (a *App) ask() tea.Cmd {
	if !a.owned || a.paused || a.told.Has(a.needs()) {
		return nil
	}
	return a.sample()
}

func (a *App) sampled(msg sampleMsg) tea.Cmd {
	a.sampling, a.late = 0, 0
	if msg.err != nil {
		a.trouble = msg.err.Error()
		return a.arm(a.interval())
	}
	a.trouble, a.moment, a.report, a.told, a.owned = "", msg.moment, msg.report, msg.need, a.began
	a.moments++
	a.rhythm.sampled(msg.took, a.asked)
	if !a.began {
		a.began = true
		return tea.Batch(a.rebuild(), a.sample())
	}
	return tea.Batch(a.rebuild(), a.reweigh(), a.arm(a.interval()))
}

// arm sets the timer of the next sample; every timer set before is dead.
func (a *App) arm(d time.Duration) tea.Cmd {
	a.ticks++
	if a.paused {
		return nil
	}
	return a.After(d, tickMsg{a.ticks})
}

func (a *App) ticked(msg tickMsg) tea.Cmd {
	if msg.generation != a.ticks || a.paused {
		return nil
	}
	return a.sample()
}

// waited counts the seconds a sample has been out, for the header.
func (a *App) waited(msg lateMsg) tea.Cmd {
	if msg.sample != a.sampling {
		return nil
	}
	a.late++
	return a.After(time.Second, msg)
}

// input is what every pane makes its rows of: the filter and the trail.
func (a *App) input() input {
	in := input{moment: a.moment, report: a.report, turn: a.moments, still: a.still, match: a.filter.query.Match(), view: a.filter.query.String(), inside: len(a.trail) > 0}
	if !a.owned {
		in.view += "\x00resolving" // processes that appear with the owners are not new
	}
	for _, s := range a.trail {
		in = in.within(s)
	}
	return in
}

// within narrows an input to a scope.
func (in input) within(s scope) input {
	outer := in.match
	in.match = s.match
	if outer != nil {
		in.match = func(c model.Conn) bool { return outer(c) && s.match(c) }
	}
	in.view += "\x00" + s.label.String()
	return in
}
