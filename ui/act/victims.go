// Package act changes the machine for the dashboard and the commands: it holds
// processes, signals them and closes sockets, and describes the results in words.
package act

import (
	"context"
	"errors"
	"fmt"

	"berth/model"
	"berth/model/safe"
)

// HeldProcess is a candidate that is held, or the reason why it is not.
type HeldProcess struct {
	model.Candidate
	Victim model.Victim // nil if Err is set
	Err    error
}

// Victims are processes that are held together.
type Victims []HeldProcess

// Hold opens processes, so that a reused PID cannot lead to another process while
// the user decides. The victims must be released.
func Hold(ctx context.Context, actor model.Actor, candidates []model.Candidate) Victims {
	v := make(Victims, len(candidates))
	for i, c := range candidates {
		v[i] = hold(ctx, actor, c)
	}
	return v
}

// hold opens one process. Its facts are some seconds old: if it runs another program
// now, the user must see the name of that program.
func hold(ctx context.Context, actor model.Actor, candidate model.Candidate) HeldProcess {
	h := HeldProcess{Candidate: candidate}
	h.Name = h.Facts.Name
	h.Victim, h.Err = actor.Hold(ctx, h.Target)
	if changed := new(model.Changed); errors.As(h.Err, &changed) {
		h.Name, h.Facts.Name = changed.Now, changed.Now
		h.Facts.Command = safe.Format("[%s]", changed.Now)
		h.Victim, h.Err = actor.Hold(ctx, h.Target)
	}
	return h
}

// Failure is why a process is not held, with its name; nil if it is held.
func (h HeldProcess) Failure() error {
	if refusal := new(model.Refusal); errors.As(h.Err, &refusal) {
		return refusal // this error names the process already
	}
	if h.Err != nil {
		return fmt.Errorf("%s: %w", h.Facts.Label(), h.Err)
	}
	return nil
}

// Release releases all processes.
func (v Victims) Release() {
	for _, h := range v {
		if h.Victim != nil {
			h.Victim.Release()
		}
	}
}

// Held is the number of held processes.
func (v Victims) Held() int {
	n := 0
	for _, h := range v {
		if h.Victim != nil {
			n++
		}
	}
	return n
}

// Names are the names of all processes, with their PIDs.
func (v Victims) Names() safe.Text {
	names := make([]safe.Text, len(v))
	for i := range v {
		names[i] = v[i].Facts.Label()
	}
	return safe.Join(safe.Say(", "), names...)
}
