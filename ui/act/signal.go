package act

import (
	"context"
	"errors"
	"fmt"
	"time"

	"berth/model"
	"berth/model/safe"
)

// EndTime is how long a process may take to end before it counts as alive.
const EndTime = 3 * time.Second

// SignalResult is what became of a process that was to be signalled.
type SignalResult struct {
	Process model.Process
	Signal  model.Signal
	Err     error // why nothing was sent
	Alive   bool  // it had EndTime to end, and did not
}

// Results are what became of all that were to be signalled.
type Results []SignalResult

// Signal sends a signal to all that are held, and then waits, once for all of
// them, until those have ended that it should end: a parent that is still there
// could replace the workers that ended before it.
func (v Victims) Signal(ctx context.Context, s model.Signal) Results {
	results := make(Results, 0, len(v))
	var sent []model.Victim
	for _, h := range v {
		if h.Victim == nil {
			continue
		}
		results = append(results, SignalResult{Process: h.Facts, Signal: s, Err: h.Victim.Signal(ctx, s)})
		sent = append(sent, h.Victim)
	}
	if s.Ends {
		results.wait(ctx, sent)
	}
	return results
}

// wait waits until the victims have ended, and writes down which have not.
func (r Results) wait(ctx context.Context, sent []model.Victim) {
	ctx, cancel := context.WithTimeout(ctx, EndTime)
	defer cancel()
	for i := range r { // one after another: the time they have is the same
		// One that ended early is waited for as well: the first thread of a process
		// is gone before the others let go of its sockets.
		released := len(r) > 1 && errors.Is(r[i].Err, model.ErrReleased)
		if r[i].Err != nil && !r[i].Early() && !released {
			continue
		}
		gone := sent[i].Gone(ctx)
		r[i].Alive = r[i].Err == nil && !gone
		if released && gone { // it let go of the port on its way out, when its parent was hit
			r[i].Err = model.ErrGone
		}
	}
}

// Failed reports whether the signal did not have its effect.
func (r SignalResult) Failed() bool { return r.Alive || r.Err != nil && !r.Early() }

// Early reports a process that had ended before its turn, as workers do when
// their parent is hit.
func (r SignalResult) Early() bool { return r.Signal.Ends && errors.Is(r.Err, model.ErrGone) }

// Words is the result in one sentence.
func (r SignalResult) Words() safe.Text {
	who := r.Process.Label()
	switch {
	case errors.Is(r.Err, model.ErrGone):
		return safe.Concat(who, safe.Say(" was already gone, nothing sent"))
	case r.Err != nil:
		return safe.Concat(who, safe.Say(": "), safe.Sanitise(r.Err.Error()))
	case r.Alive:
		return safe.Concat(who, safe.Say(" is still alive 3 s after "), r.Signal.Name)
	case r.Signal.Ends:
		return safe.Concat(who, safe.Say(" is gone"))
	}
	return safe.Concat(r.Signal.Name, safe.Say(" sent to "), who)
}

// Failed reports whether any of them failed.
func (r Results) Failed() bool {
	for i := range r {
		if r[i].Failed() {
			return true
		}
	}
	return false
}

// Alive reports whether any of them outlived the signal.
func (r Results) Alive() bool {
	for i := range r {
		if r[i].Alive {
			return true
		}
	}
	return false
}

// Words are the results in one line: each by name where they are few, else how
// many are gone and which are not. What failed comes first: a line has an end.
func (r Results) Words() safe.Text {
	const few = 2
	var failed, done []safe.Text
	for i := range r {
		if r[i].Failed() {
			failed = append(failed, r[i].Words())
		} else {
			done = append(done, r[i].Words())
		}
	}
	if len(r) > few && len(done) > 0 {
		done = []safe.Text{safe.Sanitise(fmt.Sprintf("%d of %d done", len(done), len(r)))}
	}
	return safe.Join(safe.Say("; "), append(failed, done...)...)
}
