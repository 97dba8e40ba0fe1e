package model

import (
	"context"
	"errors"
	"time"
)

// EndTime is how long a process may take to end before it counts as alive.
const EndTime = 3 * time.Second

// Held is a quarry that was taken hold of, or why it was not.
type Held struct {
	Quarry
	Victim Victim // nil where Err says why
	Err    error
}

// Pack are processes that are held together.
type Pack []Held

// Hold takes hold of processes, so that their PIDs cannot come to mean others
// while a person decides. The pack must be released.
func Hold(ctx context.Context, actor Actor, quarries []Quarry) Pack {
	p := make(Pack, len(quarries))
	for i, q := range quarries {
		p[i] = take(ctx, actor, q)
	}
	return p
}

// take takes hold of a process. Its facts are some seconds old: where it has put
// another program in its place since, a person is to see that one's name.
func take(ctx context.Context, actor Actor, q Quarry) Held {
	h := Held{Quarry: q}
	h.Name = h.Facts.Name
	h.Victim, h.Err = actor.Hold(ctx, h.Target)
	if changed := new(Changed); errors.As(h.Err, &changed) {
		h.Name, h.Facts.Name = changed.Now, changed.Now
		h.Facts.Command = Concat(Say("["), changed.Now, Say("]"))
		h.Victim, h.Err = actor.Hold(ctx, h.Target)
	}
	return h
}

// Release lets go of all.
func (p Pack) Release() {
	for _, h := range p {
		if h.Victim != nil {
			h.Victim.Release()
		}
	}
}

// Caught is how many are held.
func (p Pack) Caught() int {
	n := 0
	for _, h := range p {
		if h.Victim != nil {
			n++
		}
	}
	return n
}

// Fate is what became of a process that was to be signalled.
type Fate struct {
	Process Process
	Signal  Signal
	Err     error // why nothing was sent
	Alive   bool  // it had EndTime to end, and did not
}

// Signal sends a signal to all that are held, and then waits, once for all of
// them, until those have ended that it should end: a parent that is still there
// could replace the workers that ended before it.
func (p Pack) Signal(ctx context.Context, s Signal) []Fate {
	fates := make([]Fate, 0, len(p))
	var sent []Held
	for _, h := range p {
		if h.Victim == nil {
			continue
		}
		fates = append(fates, Fate{Process: h.Facts, Signal: s, Err: h.Victim.Signal(ctx, s)})
		sent = append(sent, h)
	}
	if !s.Ends {
		return fates
	}
	ctx, cancel := context.WithTimeout(ctx, EndTime)
	defer cancel()
	for i := range fates { // one after another: the time they have is the same
		// Who ended early is waited for as well: the first thread of a process is
		// gone before the others let go of its sockets.
		released := len(fates) > 1 && errors.Is(fates[i].Err, ErrReleased)
		if fates[i].Err != nil && !fates[i].Early() && !released {
			continue
		}
		gone := sent[i].Victim.Gone(ctx)
		fates[i].Alive = fates[i].Err == nil && !gone
		if released && gone { // it let go of the port on its way out, when its parent was hit
			fates[i].Err = ErrGone
		}
	}
	return fates
}

// Failed reports whether the signal did not have its effect.
func (f Fate) Failed() bool { return f.Alive || f.Err != nil && !f.Early() }

// Early reports a process that had ended before its turn, as workers do when
// their parent is hit.
func (f Fate) Early() bool { return f.Signal.Ends && errors.Is(f.Err, ErrGone) }

// Words is the fate in one sentence.
func (f Fate) Words() Safe {
	who := f.Process.Who()
	switch {
	case errors.Is(f.Err, ErrGone):
		return Concat(who, Say(" was already gone, nothing sent"))
	case f.Err != nil:
		return Concat(who, Say(": "), Sanitise(f.Err.Error()))
	case f.Alive:
		return Concat(who, Say(" is still alive 3 s after "), f.Signal.Name)
	case f.Signal.Ends:
		return Concat(who, Say(" is gone"))
	}
	return Concat(f.Signal.Name, Say(" sent to "), who)
}
