// Package guard limits the time of reads that may never return. A process in uninterruptible
// sleep (a dead NFS server, a held mmap lock) blocks every reader of its files in /proc, and
// such a reader cannot be interrupted.
package guard

import (
	"context"
	"sync"
	"time"

	"berth/model"
	"berth/model/safe"
)

const (
	// maxRest is the longest time without reads of a process that did not answer.
	maxRest = time.Minute
	// restFactor sets the time without reads of a process that answered late: this many
	// times as long as its read took. On an overloaded machine every read is late.
	restFactor = 9
	// maxHung is how many reads may hang before no more are started. Each hanging read
	// blocks a thread of the operating system.
	maxHung = 4
)

// Why a guard did not complete a read.
const (
	errNoAnswer = constError("process does not answer")
	errTooMany  = constError("too many processes do not answer")
)

type constError string

func (e constError) Error() string { return string(e) }

// Guard runs reads of single processes that may never return. A read that does not return in
// time is abandoned, and its process is not read again for a while. When too many reads hang,
// no read is started until one of them returns. Each kind of read has its own guard, so that
// hanging command lines do not stop the reading of descriptors. It is safe for concurrent use.
type Guard struct {
	kind    safe.Text // what is read, for the gap
	timeout time.Duration
	now     func() time.Time

	mu    sync.Mutex
	stuck map[int]*attempt
}

// attempt is an abandoned read.
type attempt struct {
	returned bool      // it has returned after all
	since    time.Time // when it was abandoned
	until    time.Time // when the process may be read again
}

// New returns a guard for one kind of read. Each read may take as long as timeout.
func New(kind safe.Text, timeout time.Duration, now func() time.Time) *Guard {
	return &Guard{kind: kind, timeout: timeout, now: now, stuck: map[int]*attempt{}}
}

// Do runs read; more is extra time for it. If Do returns an error, read may still be running,
// or was never started, and nothing that it writes may be used. A panic in read reaches the
// caller.
func (g *Guard) Do(ctx context.Context, pid int, more time.Duration, read func()) error {
	begun, failed := false, error(nil)
	g.Each(ctx, func() (int, time.Duration, func(), func(error)) {
		if begun {
			return 0, 0, nil, nil
		}
		begun = true
		return pid, more, read, func(err error) { failed = err }
	})
	if !begun {
		return ctx.Err()
	}
	return failed
}

// admit returns an error if a process must not be read now.
func (g *Guard) admit(pid int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	hanging := 0
	for other, abandoned := range g.stuck {
		switch {
		case !abandoned.returned:
			hanging++
		case !g.now().Before(abandoned.until):
			delete(g.stuck, other)
		}
	}
	if g.stuck[pid] != nil {
		return errNoAnswer
	}
	if hanging >= maxHung {
		return errTooMany
	}
	return nil
}

func (g *Guard) abandon(pid int, abandoned *attempt, rest time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	abandoned.since = g.now()
	abandoned.until = abandoned.since.Add(rest)
	g.stuck[pid] = abandoned
}

// returnedLate records that an abandoned read has returned after all.
func (g *Guard) returnedLate(abandoned *attempt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	abandoned.returned = true
	now := g.now()
	if soon := now.Add(restFactor * (g.timeout + now.Sub(abandoned.since))); soon.Before(abandoned.until) {
		abandoned.until = soon
	}
}

// Silent reports whether a process does not answer: its read hangs, or the process is not
// read for a while.
func (g *Guard) Silent(pid int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	abandoned := g.stuck[pid]
	return abandoned != nil && (!abandoned.returned || g.now().Before(abandoned.until))
}

// Gap reports what the guard prevented from being read.
func (g *Guard) Gap() (model.Gap, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hanging := 0
	for _, abandoned := range g.stuck {
		if !abandoned.returned {
			hanging++
		}
	}
	gap := model.Gap{What: g.kind, Count: len(g.stuck), Why: safe.Say("these processes do not answer; they are not read again for up to a minute")}
	if hanging >= maxHung {
		gap.Count, gap.Why = 0, safe.Say("not read any more: too many processes do not answer")
	}
	return gap, len(g.stuck) > 0
}
