package source

import (
	"context"
	"sync"
	"time"

	"berth/model"
)

const (
	// patience is how long one process may take to answer. A healthy one
	// answers in microseconds; one in uninterruptible sleep (a dead NFS server,
	// a held mmap lock) does not answer at all.
	patience = 200 * time.Millisecond
	// penance is how long a process that did not answer is left alone at most.
	penance = time.Minute
	// repose is how many times as long as it took to answer after all a process is
	// left alone: on a machine that has too much to do, whoever reads is late, too.
	repose = 9
	// lost is how many reads may hang for ever before no more are begun: each
	// holds a thread of the operating system.
	lost = 4
)

// Why a guard did not run a read to its end.
const (
	errNoAnswer = plain("process does not answer")
	errTooMany  = plain("too many processes do not answer")
)

type plain string

func (e plain) Error() string { return string(e) }

// guard runs reads of single processes that may never return. A read that does
// not return in time is abandoned, and its process is left alone for a while;
// when too many are abandoned, nothing is read any more until one returns. Each
// kind of read has a guard of its own, so that hanging command lines do not
// cost the descriptors, too. It is safe for several goroutines.
type guard struct {
	kind     model.Safe // what it reads, for its gap
	patience time.Duration
	now      func() time.Time

	mu    sync.Mutex
	stuck map[int]*attempt
}

// attempt is a read that was abandoned.
type attempt struct {
	returned bool      // after all
	since    time.Time // it was given up
	until    time.Time // the process is left alone
}

func newGuard(kind model.Safe) *guard {
	return &guard{kind: kind, patience: patience, now: time.Now, stuck: map[int]*attempt{}}
}

// Do runs read, and grants it more time than usual. When it returns an error,
// read may still be running, or was never begun: what it writes must not be
// looked at. A panic of read is the caller's.
func (g *guard) Do(ctx context.Context, pid int, more time.Duration, read func()) error {
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
func (g *guard) admit(pid int) error {
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
	if hanging >= lost {
		return errTooMany
	}
	return nil
}

func (g *guard) abandon(pid int, try *attempt, rest time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	try.since = g.now()
	try.until = try.since.Add(rest)
	g.stuck[pid] = try
}

// late takes note of a read that was given up and returned after all.
func (g *guard) late(try *attempt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	try.returned = true
	now := g.now()
	if soon := now.Add(repose * (g.patience + now.Sub(try.since))); soon.Before(try.until) {
		try.until = soon
	}
}

// Gap tells what the guard kept from being read.
func (g *guard) Gap() (model.Gap, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hanging := 0
	for _, try := range g.stuck {
		if !try.returned {
			hanging++
		}
	}
	gap := model.Gap{What: g.kind, Count: len(g.stuck), Why: model.Say("these processes do not answer; they are left alone for up to a minute")}
	if hanging >= lost {
		gap.Count, gap.Why = 0, model.Say("not read any more: too many processes do not answer")
	}
	return gap, len(g.stuck) > 0
}
