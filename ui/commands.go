package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// stretch is how many times the cost of a sample its interval is at least: a
// slow /proc must not keep a core busy.
const stretch = 4

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
	sampler, timeline, interval := a.machine.Sampler, a.timeline, a.interval()
	take := func() tea.Msg {
		n, err := sampler.Sample(context.Background(), need)
		if err != nil {
			return sampleMsg{err: err}
		}
		return sampleMsg{moment: timeline.Next(n, interval), took: n.Took}
	}
	return tea.Batch(take, a.After(time.Second, lateMsg{a.sampling}))
}

// needs is what anybody who reads the next sample will look at.
func (a *App) needs() model.Need {
	if !a.began {
		return model.NeedHost | model.NeedKernel
	}
	need := model.NeedHost | model.NeedKernel | model.NeedOwners | model.NeedCommands | model.NeedServices | a.filter.query.Needs()
	for _, p := range a.panes {
		need |= p.needs()
	}
	return need
}

// interval is the one in force: what the person asked for, unless samples cost
// too much for it.
func (a *App) interval() time.Duration { return max(a.asked, stretch*a.took) }

func (a *App) sampled(msg sampleMsg) tea.Cmd {
	a.sampling, a.late = 0, 0
	if msg.err != nil {
		a.trouble = msg.err.Error()
		return a.arm(a.interval())
	}
	a.trouble, a.moment, a.took, a.owned = "", msg.moment, msg.took, a.began
	if !a.began {
		a.began = true
		return tea.Batch(a.rebuild(), a.sample())
	}
	return tea.Batch(a.rebuild(), a.arm(a.interval()))
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

// rebuild makes the rows of every pane anew: after a sample, another filter or
// another trail. All the work that grows with the number of sockets is in it.
func (a *App) rebuild() tea.Cmd {
	if a.moment == nil {
		return nil
	}
	in := a.input()
	jobs := make([]func() built, len(a.panes), len(a.panes)+1)
	for i, p := range a.panes {
		jobs[i] = p.job(in)
	}
	if a.split() {
		jobs = append(jobs, a.besideJob())
	}
	return run(jobs)
}

// resort makes the rows of the active pane anew.
func (a *App) resort() tea.Cmd {
	if a.moment == nil {
		return nil
	}
	return run([]func() built{a.pane().job(a.input())})
}

// follow lets the pane beside show the sockets of what is selected now.
func (a *App) follow() tea.Cmd {
	if a.moment == nil || !a.split() {
		return nil
	}
	if s, _ := a.pane().subject(); s.scope.label == a.opened.label {
		return nil
	}
	return run([]func() built{a.besideJob()})
}

func run(jobs []func() built) tea.Cmd {
	return func() tea.Msg {
		msg := make(rowsMsg, len(jobs))
		for i, job := range jobs {
			msg[i] = job()
		}
		return msg
	}
}

// swap puts finished rows on the screen.
func (a *App) swap(msg rowsMsg) tea.Cmd {
	for _, b := range msg {
		b.pane.take(b)
	}
	return a.follow()
}

// input is what every pane makes its rows of: the filter and the trail.
func (a *App) input() input {
	in := input{moment: a.moment, match: a.filter.query.Match(), view: a.filter.query.String(), inside: len(a.trail) > 0}
	if !a.owned {
		in.view += "\x00resolving" // processes that appear with the owners are not new
	}
	for _, s := range a.trail {
		in = in.within(s)
	}
	return in
}

// besideJob is the job of the pane beside, for what is selected now.
func (a *App) besideJob() func() built {
	s, ok := a.pane().subject()
	if !ok {
		s.scope = scope{match: func(model.Conn) bool { return false }}
	}
	a.opened = s.scope
	in := a.input().within(s.scope)
	in.inside = true
	return a.beside.job(in)
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
