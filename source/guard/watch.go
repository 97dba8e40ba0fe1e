package guard

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// watch is a goroutine that runs reads one after another. A second goroutine waits for it and
// abandons it when a single read takes too long. Starting a goroutine for each read would cost
// more than most reads.
type watch struct {
	guard *Guard
	next  func() (pid int, more time.Duration, read func(), done func(error))
	ended chan struct{}

	mu        sync.Mutex // must be held to call next and done
	reading   bool
	pid       int
	deadline  time.Time // deadline of the read
	done      func(error)
	abandoned *attempt // set after the read was abandoned: nothing waits for it any more
	panicked  any      // the value of a panic
}

// Each runs reads one after another. next says which process to read and how much extra time
// it may take; a nil read means that there are no more. Each calls done after every read. If
// done gets an error, the read may still be running, or was never started, and nothing that it
// writes may be used. next and done never run at the same time as other code of the caller. A
// panic in read, next or done reaches the caller. When ctx ends, the current read is abandoned
// and no other is started.
func (g *Guard) Each(ctx context.Context, next func() (pid int, more time.Duration, read func(), done func(error))) {
	deadline := time.NewTimer(g.timeout)
	defer deadline.Stop()
	for {
		w := &watch{guard: g, next: next, ended: make(chan struct{})}
		go w.run(ctx)
		if w.wait(ctx, deadline) || ctx.Err() != nil {
			return
		}
	}
}

// wait returns true after all reads were made, and false after it abandoned one.
func (w *watch) wait(ctx context.Context, deadline *time.Timer) bool {
	for {
		select {
		case <-w.ended:
			if w.panicked != nil {
				panic(w.panicked)
			}
			return true
		case <-deadline.C:
			rest, stuck := w.abandonRead(errNoAnswer, maxRest, false)
			if deadline.Reset(rest); stuck {
				return false
			}
		case <-ctx.Done():
			if _, stuck := w.abandonRead(ctx.Err(), 0, true); stuck {
				return false
			}
			<-w.ended
		}
	}
}

// abandonRead abandons the current read if its time is over or anyway is set. Otherwise it returns
// when to check again.
func (w *watch) abandonRead(why error, rest time.Duration, anyway bool) (time.Duration, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.reading {
		return max(w.guard.timeout, time.Millisecond), false
	}
	if left := w.deadline.Sub(w.guard.now()); left > 0 && !anyway {
		return left, false
	}
	w.abandoned = new(attempt)
	w.guard.abandon(w.pid, w.abandoned, rest)
	w.done(why)
	return max(w.guard.timeout, time.Millisecond), true
}

func (w *watch) run(ctx context.Context) {
	defer func() {
		p := recover()
		if w.returned() {
			return
		}
		if p != nil {
			w.panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
		close(w.ended)
	}()
	for read := w.begin(ctx); read != nil; read = w.begin(ctx) {
		read()
	}
}

// begin finishes the previous read and prepares the next one.
func (w *watch) begin(ctx context.Context) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.abandoned != nil {
		return nil
	}
	if w.reading {
		w.reading = false
		w.done(nil)
	}
	for ctx.Err() == nil {
		pid, more, read, done := w.next()
		if read == nil {
			return nil
		}
		if err := w.guard.admit(pid); err != nil {
			done(err)
			continue
		}
		w.reading, w.pid, w.done = true, pid, done
		w.deadline = w.guard.now().Add(w.guard.timeout + more)
		return read
	}
	return nil
}

// returned tells the guard that an abandoned read has returned. It reports whether the read
// was abandoned.
func (w *watch) returned() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.abandoned == nil {
		return false
	}
	w.guard.returnedLate(w.abandoned)
	return true
}
