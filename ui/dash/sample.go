package dash

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/follow"
)

// sample takes a sample outside the UI goroutine. Two samples never run at once: the
// timer for the next one is set when this one is complete. The first sample reads sockets
// only, so that ports are on the screen before any /proc/PID/fd is read.
func (a *App) sample() tea.Cmd {
	if a.sampling.running != 0 {
		return nil
	}
	number, need := a.sampling.begin(), a.needs()
	follower := a.sampling.follower
	request := follow.Request{Need: need, Interval: a.sampling.interval(), Findings: true}
	take := func() tea.Msg {
		look, err := follower.Look(context.Background(), request)
		return sampleMsg{look, err}
	}
	return tea.Batch(take, a.After(time.Second, lateMsg{number}))
}

// needs is all that the next sample must read. The owners of the sockets are always part
// of it, because the header and the tabs count processes.
func (a *App) needs() model.Need {
	need := model.NeedHost | model.NeedKernel
	if !a.sampling.began {
		return need
	}
	need |= model.NeedOwners | model.NeedCommands | model.NeedServices | model.NeedBound | a.filter.Query.Needs() | a.pane().Needs() | a.report.Asks
	if a.views.split(a.window) {
		need |= a.views.beside.Needs()
	}
	return need
}

// ask takes a sample at once if the screen now needs more than the last sample has.
func (a *App) ask() tea.Cmd {
	if s := &a.sampling; !s.owned || s.paused || s.known.Has(a.needs()) {
		return nil
	}
	return a.sample()
}

func (a *App) sampled(msg sampleMsg) tea.Cmd {
	a.sampling.done(msg)
	if msg.err != nil {
		return a.arm()
	}
	a.moment, a.report = msg.Moment, msg.Report
	if !a.sampling.began {
		a.sampling.began = true
		return tea.Batch(a.rebuild(), a.sample())
	}
	return tea.Batch(a.rebuild(), a.dialogs.Sampled(a.env()), a.arm())
}

// arm sets the timer for the next sample; timers that were set before are ignored.
func (a *App) arm() tea.Cmd {
	a.sampling.ticks++
	if a.sampling.paused {
		return nil
	}
	return a.After(a.sampling.interval(), tickMsg{a.sampling.ticks})
}

func (a *App) ticked(msg tickMsg) tea.Cmd {
	if msg.generation != a.sampling.ticks || a.sampling.paused {
		return nil
	}
	return a.sample()
}

// waited counts the seconds that a sample has been running, for the header.
func (a *App) waited(msg lateMsg) tea.Cmd {
	if msg.sample != a.sampling.running {
		return nil
	}
	a.sampling.late++
	return a.After(time.Second, msg)
}
