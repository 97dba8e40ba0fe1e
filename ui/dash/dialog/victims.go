package dialog

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/ui/act"
	"berth/ui/dash/cells"
)

// kills is what this run of berth remembers of killing.
type kills struct {
	holding     bool                     // processes are being taken hold of
	ignoredTerm map[model.ProcessID]bool // they outlived a TERM
}

// NoKill says why no process can be killed from the selected row.
func NoKill(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case env.Memory.kills.holding:
		return "taking hold of the processes ..."
	}
	return s.Why
}

// holdTime bounds taking hold of all targets.
const holdTime = 2 * time.Second

// heldMsg: the hold command, when every target was taken hold of or refused.
type heldMsg struct {
	label   safe.Text
	victims act.Victims
	also    []string // what each of them holds besides
}

// Kill takes hold of everything behind the selected row, then opens the dialog:
// from that moment a PID cannot come to mean another process.
func Kill(env *Env) tea.Cmd {
	if tooSmall(env) {
		return env.Say(fmt.Sprintf("kill needs a window of %dx%d", askWidth, askHeight), false)
	}
	s, _ := env.Row()
	actor, h := env.Machine.Actor, s.Target
	env.Memory.kills.holding = true
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		msg := heldMsg{label: h.Label, victims: act.Hold(ctx, actor, h.Targets)}
		for _, q := range h.Targets {
			msg.also = append(msg.also, alsoHolds(h.Moment, q))
		}
		return msg
	}
}

// alsoHolds says what a process holds besides the sockets it is to be killed for.
func alsoHolds(m *moment.Moment, q model.Candidate) string {
	ports, conns := m.AlsoHeld(q)
	var parts []string
	if len(ports) > 0 {
		parts = append(parts, "listens on "+model.PortNames(ports).String())
	}
	if conns > 0 {
		parts = append(parts, cells.Plural(conns, "connection"))
	}
	return strings.Join(parts, ", ")
}

// release lets go of all, off the UI goroutine.
func release(v act.Victims) tea.Cmd {
	return func() tea.Msg {
		v.Release()
		return nil
	}
}

// send sends a signal to some of the processes that are held, and lets go of all.
func send(all act.Victims, chosen []bool, signal model.Signal) tea.Cmd {
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

// signalMsg: the signal command, what became of the signal.
type signalMsg struct{ results act.Results }

// Take tells what became of a signal and looks at the machine again.
func (msg signalMsg) Take(env *Env) tea.Cmd {
	memory := &env.Memory.kills
	if memory.ignoredTerm == nil {
		memory.ignoredTerm = map[model.ProcessID]bool{}
	}
	for _, r := range msg.results {
		if r.Alive {
			memory.ignoredTerm[r.Process.ID] = true
		}
	}
	text := msg.results.Words().String()
	if msg.results.Alive() {
		text = "x offers KILL: " + text
	}
	return tea.Batch(env.Say(text, msg.results.Failed()), env.Sample())
}
