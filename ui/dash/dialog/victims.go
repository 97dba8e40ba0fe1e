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
	holding     bool                     // processes are being opened
	ignoredTerm map[model.ProcessID]bool // the processes that survived a TERM
}

// NoKill returns why no process can be killed from the selected row.
func NoKill(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case env.Memory.kills.holding:
		return "opening the processes ..."
	}
	return s.Why
}

// holdTime is the time limit for opening all targets.
const holdTime = 2 * time.Second

// heldMsg is the result of the hold command: every target is held or refused.
type heldMsg struct {
	label   safe.Text
	victims act.Victims
	also    []string // what each of them holds besides
}

// Kill opens a pidfd for every process of the selected row, then opens the dialog.
// From then on, a reused PID cannot lead to another process.
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

// alsoHolds lists what else a process holds.
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

// release releases all processes, outside the UI goroutine.
func release(v act.Victims) tea.Cmd {
	return func() tea.Msg {
		v.Release()
		return nil
	}
}

// send sends a signal to the selected processes, and releases all.
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

// signalMsg is the result of the signal command.
type signalMsg struct{ results act.Results }

// Take shows the result of a signal and takes a new sample.
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
	text := msg.results.Words()
	if msg.results.Alive() {
		text = safe.Format("press x to send KILL: %s", text)
	}
	return tea.Batch(env.Say(text.String(), msg.results.Failed()), env.Sample())
}
