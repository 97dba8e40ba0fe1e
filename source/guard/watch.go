package guard

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// watch is a goroutine that runs reads, one after another, while another one
// waits for it, and gives it up when a single read takes too long. To hand
// every read to a goroutine of its own would cost more than most reads.
type watch struct {
	guard *Guard
	next  func() (pid int, more time.Duration, read func(), done func(error))
	ended chan struct{}

	mu      sync.Mutex // held by the one who may call next and done
	reading bool
	pid     int
	over    time.Time // when the read has had its time
	done    func(error)
	try     *attempt // where the read was given up: nobody waits any more
	caught  any      // a panic
}

// Each runs reads, one after another: next says which process is read, and
// grants it more time than usual; without a read there are no more. Each calls
// done after every read. When that is told of an error, the read may still be
// running, or was never begun: what it writes must not be looked at. Next and
// done never run at the same time as anything else of the caller, whose is also
// a panic in any of them. When the time of ctx is over, the last read is
// abandoned and no other is begun.
func (g *Guard) Each(ctx context.Context, next func() (pid int, more time.Duration, read func(), done func(error))) {
	over := time.NewTimer(g.timeout)
	defer over.Stop()
	for {
		w := &watch{guard: g, next: next, ended: make(chan struct{})}
		go w.run(ctx)
		if w.wait(ctx, over) || ctx.Err() != nil {
			return
		}
	}
}

// wait waits until all reads were made, and returns true, or gives up at one.
func (w *watch) wait(ctx context.Context, over *time.Timer) bool {
	for {
		select {
		case <-w.ended:
			if w.caught != nil {
				panic(w.caught)
			}
			return true
		case <-over.C:
			rest, stuck := w.giveUp(errNoAnswer, maxRest, false)
			if over.Reset(rest); stuck {
				return false
			}
		case <-ctx.Done():
			if _, stuck := w.giveUp(ctx.Err(), 0, true); stuck {
				return false
			}
			<-w.ended
		}
	}
}

// giveUp abandons the read that has had its time, or that is to be given up
// anyway. Otherwise it returns after which time to ask again.
func (w *watch) giveUp(why error, rest time.Duration, anyway bool) (time.Duration, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.reading {
		return max(w.guard.timeout, time.Millisecond), false
	}
	if left := w.over.Sub(w.guard.now()); left > 0 && !anyway {
		return left, false
	}
	w.try = new(attempt)
	w.guard.abandon(w.pid, w.try, rest)
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
			w.caught = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
		close(w.ended)
	}()
	for read := w.begin(ctx); read != nil; read = w.begin(ctx) {
		read()
	}
}

// begin ends the read that was made, and prepares the next one.
func (w *watch) begin(ctx context.Context) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.try != nil {
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
		w.over = w.guard.now().Add(w.guard.timeout + more)
		return read
	}
	return nil
}

// returned tells the guard that a read returned which had been given up, and
// reports whether it had.
func (w *watch) returned() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.try == nil {
		return false
	}
	w.guard.late(w.try)
	return true
}
