package act

import (
	"context"
	"errors"
	"time"

	"berth/model"
)

// EndTime is how long berth waits for a process to end before it counts as alive.
const EndTime = 3 * time.Second

// SignalResult is the result of signalling one process.
type SignalResult struct {
	Process model.Process
	Signal  model.Signal
	Err     error // why nothing was sent
	Alive   bool  // it did not end within EndTime
}

// Results are the results of all signalled processes.
type Results []SignalResult

// Signal sends a signal to all held processes, then waits for all of them to end,
// if the signal should end them. It sends to all first, because a parent that still
// runs could replace workers that have ended.
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

// wait waits until the victims have ended, and records which have not.
func (r Results) wait(ctx context.Context, sent []model.Victim) {
	ctx, cancel := context.WithTimeout(ctx, EndTime)
	defer cancel()
	for i := range r { // one after another: all have the same deadline
		// It also waits for a process that ended early: the first thread of a process
		// is gone before the other threads release its sockets.
		released := len(r) > 1 && errors.Is(r[i].Err, model.ErrReleased)
		if r[i].Err != nil && !r[i].Early() && !released {
			continue
		}
		gone := sent[i].Gone(ctx)
		r[i].Alive = r[i].Err == nil && !gone
		if released && gone { // it released the port when it ended because of its parent
			r[i].Err = model.ErrGone
		}
	}
}

// Failed reports whether the signal did not have its effect.
func (r SignalResult) Failed() bool { return r.Alive || r.Err != nil && !r.Early() }

// Early reports a process that had ended before the signal was sent to it, as
// workers do when their parent gets the signal.
func (r SignalResult) Early() bool { return r.Signal.Ends && errors.Is(r.Err, model.ErrGone) }

// Failed reports whether any of them failed.
func (r Results) Failed() bool {
	for i := range r {
		if r[i].Failed() {
			return true
		}
	}
	return false
}

// Alive reports whether any process survived the signal.
func (r Results) Alive() bool {
	for i := range r {
		if r[i].Alive {
			return true
		}
	}
	return false
}
