// Package act changes the machine for the dashboard and for commands: it holds
// processes, signals them and closes sockets, and says in words what came of it.
package act

import (
	"context"
	"errors"
	"fmt"

	"berth/model"
	"berth/model/safe"
)

// HeldProcess is a candidate that is held, or why it is not.
type HeldProcess struct {
	model.Candidate
	Victim model.Victim // nil where Err says why
	Err    error
}

// Victims are processes that are held together.
type Victims []HeldProcess

// Hold holds processes, so that their PIDs cannot come to mean others while a
// person decides. The victims must be released.
func Hold(ctx context.Context, actor model.Actor, candidates []model.Candidate) Victims {
	v := make(Victims, len(candidates))
	for i, c := range candidates {
		v[i] = hold(ctx, actor, c)
	}
	return v
}

// hold holds one process. Its facts are some seconds old: where it runs another
// program since, a person is to see the name of that one.
func hold(ctx context.Context, actor model.Actor, candidate model.Candidate) HeldProcess {
	h := HeldProcess{Candidate: candidate}
	h.Name = h.Facts.Name
	h.Victim, h.Err = actor.Hold(ctx, h.Target)
	if changed := new(model.Changed); errors.As(h.Err, &changed) {
		h.Name, h.Facts.Name = changed.Now, changed.Now
		h.Facts.Command = safe.Concat(safe.Say("["), changed.Now, safe.Say("]"))
		h.Victim, h.Err = actor.Hold(ctx, h.Target)
	}
	return h
}

// Failure is why a process is not held, with its name; nil where it is held.
func (h HeldProcess) Failure() error {
	if refusal := new(model.Refusal); errors.As(h.Err, &refusal) {
		return refusal // it names the process itself
	}
	if h.Err != nil {
		return fmt.Errorf("%s: %w", h.Facts.Label(), h.Err)
	}
	return nil
}

// Release lets go of all.
func (v Victims) Release() {
	for _, h := range v {
		if h.Victim != nil {
			h.Victim.Release()
		}
	}
}

// Held is how many are held.
func (v Victims) Held() int {
	n := 0
	for _, h := range v {
		if h.Victim != nil {
			n++
		}
	}
	return n
}

// Names are the names of all, with their PIDs.
func (v Victims) Names() safe.Text {
	names := make([]safe.Text, len(v))
	for i := range v {
		names[i] = v[i].Facts.Label()
	}
	return safe.Join(safe.Say(", "), names...)
}
