// Package guard bounds reads that may never return. A process in uninterruptible
// sleep (a dead NFS server, a held mmap lock) does not answer whoever reads its
// files in /proc, and nothing can take the reader back out of the kernel.
package guard

import (
	"context"
	"sync"
	"time"

	"berth/model"
	"berth/model/safe"
)

const (
	// maxRest is how long a process that did not answer is left alone at most.
	maxRest = time.Minute
	// restFactor is how many times as long as it took to answer after all a
	// process is left alone: on a machine that has too much to do every reader
	// is late, too.
	restFactor = 9
	// maxHung is how many reads may hang for ever before no more are begun: each
	// holds a thread of the operating system.
	maxHung = 4
)

// Why a guard did not run a read to its end.
const (
	errNoAnswer = plain("process does not answer")
	errTooMany  = plain("too many processes do not answer")
)

type plain string

func (e plain) Error() string { return string(e) }

// Guard runs reads of single processes that may never return. A read that does
// not return in time is abandoned, and its process is left alone for a while;
// when too many are abandoned, nothing is read any more until one returns. Each
// kind of read has a guard of its own, so that hanging command lines do not
// cost the descriptors, too. It is safe for several goroutines.
type Guard struct {
	kind    safe.Text // what it reads, for its gap
	timeout time.Duration
	now     func() time.Time

	mu    sync.Mutex
	stuck map[int]*attempt
}

// attempt is a read that was abandoned.
type attempt struct {
	returned bool      // after all
	since    time.Time // it was given up
	until    time.Time // the process is left alone
}

// New makes a guard of one kind of read, each of which may take as long as timeout.
func New(kind safe.Text, timeout time.Duration, now func() time.Time) *Guard {
	return &Guard{kind: kind, timeout: timeout, now: now, stuck: map[int]*attempt{}}
}

// Do runs read, and grants it more time than usual. When it returns an error,
// read may still be running, or was never begun: what it writes must not be
// looked at. A panic of read is the caller's.
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

// admit says why a process is not read now.
func (g *Guard) admit(pid int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	hanging := 0
	for other, try := range g.stuck {
		switch {
		case !try.returned:
			hanging++
		case !g.now().Before(try.until):
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

func (g *Guard) abandon(pid int, try *attempt, rest time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	try.since = g.now()
	try.until = try.since.Add(rest)
	g.stuck[pid] = try
}

// late takes note of a read that was given up and returned after all.
func (g *Guard) late(try *attempt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	try.returned = true
	now := g.now()
	if soon := now.Add(restFactor * (g.timeout + now.Sub(try.since))); soon.Before(try.until) {
		try.until = soon
	}
}

// Silent reports whether a process does not answer: its read hangs, or the process
// is left alone for a while.
func (g *Guard) Silent(pid int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	try := g.stuck[pid]
	return try != nil && (!try.returned || g.now().Before(try.until))
}

// Gap tells what the guard kept from being read.
func (g *Guard) Gap() (model.Gap, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hanging := 0
	for _, try := range g.stuck {
		if !try.returned {
			hanging++
		}
	}
	gap := model.Gap{What: g.kind, Count: len(g.stuck), Why: safe.Say("these processes do not answer; they are left alone for up to a minute")}
	if hanging >= maxHung {
		gap.Count, gap.Why = 0, safe.Say("not read any more: too many processes do not answer")
	}
	return gap, len(g.stuck) > 0
}
