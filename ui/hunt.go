package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// hunt is what the kill action is about to hit: the processes behind a row.
type hunt struct {
	label   model.Safe // "the owner of tcp 8080"
	moment  *model.Moment
	targets []model.Quarry
}

// huntFor finds the processes that hold listeners; never the client end.
func huntFor(m *model.Moment, label model.Safe, listeners []int32) (hunt, string) {
	h := hunt{label: model.Concat(model.Say("the owner of "), label), moment: m}
	var status model.OwnerStatus
	if h.targets, status = m.Quarries(listeners); status != model.OwnerKnown {
		return h, "the owner of " + label.String() + " is not known (" + status.Name().String() + "): " + status.Meaning().String()
	}
	return h, ""
}

// prey is a target that was taken hold of, or why it was not.
type prey struct {
	model.Quarry
	victim model.Victim // nil where err says why
	err    error
	also   string // what else the process holds
}

// holdTime bounds taking hold of all targets, and sending to them.
const holdTime = 2 * time.Second

// kill takes hold of everything behind the selected row, then opens the dialog:
// from that moment a PID cannot come to mean another process.
func (a *App) kill() tea.Cmd {
	s, _ := a.pane().subject()
	actor, h := a.machine.Actor, s.hunt
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		caught := make([]prey, len(h.targets))
		for i, t := range h.targets {
			caught[i] = prey{Quarry: t, also: alsoHolds(h.moment, t)}
			caught[i].victim, caught[i].err = actor.Hold(ctx, t.Target)
		}
		return heldMsg{label: h.label, prey: caught}
	}
}

// alsoHolds says what a process holds besides the sockets it is hunted for.
func alsoHolds(m *model.Moment, q model.Quarry) string {
	ports, conns := m.Besides(q)
	var parts []string
	if len(ports) > 0 {
		parts = append(parts, "listens on "+model.PortNames(ports).String())
	}
	if conns > 0 {
		parts = append(parts, plural(conns, "connection"))
	}
	return strings.Join(parts, ", ")
}

// patience is how long a process may take to end before it counts as alive.
const patience = 3 * time.Second

// result is what became of a signal to one process.
type result struct {
	process model.Process
	signal  model.Signal
	err     error
	alive   bool // it had patience to end and did not
}

// shoot sends a signal to chosen prey and, where the signal should end it, waits
// for that. Everything that was held is released.
func shoot(all []prey, chosen []bool, signal model.Signal) tea.Cmd {
	return func() tea.Msg {
		var msg signalMsg
		for i, p := range all {
			if p.victim == nil {
				continue
			}
			if chosen[i] {
				msg.results = append(msg.results, shot(p, signal))
			}
			p.victim.Release()
		}
		return msg
	}
}

func shot(p prey, signal model.Signal) result {
	ctx, cancel := context.WithTimeout(context.Background(), holdTime)
	defer cancel()
	r := result{process: p.Facts, signal: signal}
	if r.err = p.victim.Signal(ctx, signal); r.err != nil || !signal.Ends {
		return r
	}
	wait, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	r.alive = !p.victim.Gone(wait)
	return r
}

// words says what became of the signal, for the notice line.
func (r result) words() string {
	who := fmt.Sprintf("%s (%d)", r.process.Name, r.process.ID.PID)
	switch {
	case errors.Is(r.err, model.ErrGone):
		return who + " was already gone, nothing sent"
	case r.err != nil:
		return who + ": " + model.Sanitise(r.err.Error()).String()
	case r.alive:
		return who + " is still alive 3 s after " + r.signal.Name.String() + "; x offers KILL"
	case r.signal.Ends:
		return who + " is gone"
	}
	return r.signal.Name.String() + " sent to " + who
}

// signalled tells what became of a signal and looks at the machine again.
func (a *App) signalled(msg signalMsg) tea.Cmd {
	var texts []string
	alarm := false
	for _, r := range msg.results {
		texts = append(texts, r.words())
		alarm = alarm || r.err != nil || r.alive
		if r.alive {
			a.stubborn[r.process.ID] = true
		}
	}
	return tea.Batch(a.say(strings.Join(texts, "; "), alarm), a.sample())
}

// plural writes a number of things.
func plural(n int, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "s"):
		noun += "es"
	default:
		noun += "s"
	}
	return thousands(n) + " " + noun
}
