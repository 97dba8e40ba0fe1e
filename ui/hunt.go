package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/act"
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
		return h, "the owner of " + label.String() + " is not known. " + status.Meaning().String()
	}
	return h, ""
}

// holdTime bounds taking hold of all targets.
const holdTime = 2 * time.Second

// The least window in which the kill dialog can show who would be hit and both
// its buttons. Where it cannot, nobody may send.
const (
	killWidth  = 40
	killHeight = 10
)

// kill takes hold of everything behind the selected row, then opens the dialog:
// from that moment a PID cannot come to mean another process.
func (a *App) kill() tea.Cmd {
	if a.width < killWidth || a.height < killHeight {
		return a.say(fmt.Sprintf("kill needs a window of %dx%d", killWidth, killHeight), false)
	}
	s, _ := a.pane().subject()
	actor, h := a.machine.Actor, s.hunt
	a.hunting = true
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		msg := heldMsg{label: h.label, victims: act.Hold(ctx, actor, h.targets)}
		for _, q := range h.targets {
			msg.also = append(msg.also, alsoHolds(h.moment, q))
		}
		return msg
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

// release lets go of everybody, off the UI goroutine.
func release(v act.Victims) tea.Cmd {
	return func() tea.Msg {
		v.Release()
		return nil
	}
}

// shoot sends a signal to some of the processes that are held, and lets go of all.
func shoot(all act.Victims, chosen []bool, signal model.Signal) tea.Cmd {
	return func() tea.Msg {
		defer all.Release()
		var some act.Victims
		for i, h := range all {
			if chosen[i] {
				some = append(some, h)
			}
		}
		return signalMsg{some.Signal(context.Background(), signal)}
	}
}

// signalled tells what became of a signal and looks at the machine again.
func (a *App) signalled(msg signalMsg) tea.Cmd {
	for _, r := range msg.results {
		if r.Alive {
			a.stubborn[r.Process.ID] = true
		}
	}
	text := msg.results.Words().String()
	if msg.results.Alive() {
		text = "x offers KILL: " + text
	}
	return tea.Batch(a.say(text, msg.results.Failed()), a.sample())
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
