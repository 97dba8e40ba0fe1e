package owners

import (
	"context"
	"math"
	"time"
)

const (
	// listed is how many descriptors a process may have that are listed rather
	// than looked at one by one.
	listed = 1024
	// chunk is how many descriptors are read at a time, so that a process with
	// a million of them does not keep the others waiting.
	chunk = 4096
	// slow is the time that one descriptor may take: about four times what was
	// measured, so that a server with 100,000 connections is not taken for stuck.
	slow = 16 * time.Microsecond
)

// way is how a process is read.
type way uint8

const (
	remainder way = iota // what was not read of it yet
	whole                // every descriptor
	names                // every descriptor is listed, and read where it is new
	probes               // where new ones are likely
	files                // what leads to no socket may lead to one now
	turn                 // a few more of all
)

// likely is the way to find new descriptors with the least effort.
func likely(e *entry) way {
	switch {
	case e.unread:
		return remainder
	case e.small():
		return names
	}
	return probes
}

// batch is a reading of several processes, one after another.
type batch struct {
	queue []*entry
	at    int
	how   func(*entry) way
	until *int      // ends the round when it is 0 or less
	leave time.Time // ends it from then on where no socket is unknown; zero: never

	way   way // of the process that is being read
	from  uint32
	begun bool // a part of it was read

	next func() (int, time.Duration, func(), func(error))
	done func(error)
}

// run reads what is queued. It reports whether all of it was.
func (f *Finder) run(ctx context.Context, how func(*entry) way, until *int) bool {
	r := &f.batch
	r.at, r.how, r.until, r.begun = 0, how, until, false
	if len(r.queue) > 0 && *until > 0 {
		f.guard(ctx, r.next)
	}
	return r.at == len(r.queue)
}

// next prepares the next read.
func (f *Finder) next() (pid int, more time.Duration, read func(), done func(error)) {
	r := &f.batch
	if r.at == len(r.queue) || *r.until <= 0 || !r.leave.IsZero() && f.open == 0 && f.now().After(r.leave) {
		return 0, 0, nil, nil
	}
	e, h := r.queue[r.at], f.reader
	if !r.begun {
		r.way, r.from = r.how(e), 0
		switch r.way {
		case remainder:
			r.from = e.next
		case turn:
			r.from = f.sweeper.from(e.id.PID)
		}
	}
	h.task = task{
		pid: e.id.PID, node: e.mark.node, dated: e.dated, from: r.from, limit: chunk,
		known: h.known[:0], asked: h.asked[:0],
	}
	switch r.way {
	case remainder, whole:
		h.left = int(e.now.count) - e.below(r.from)
	case names:
		h.known = f.believed(h.known, e)
	case probes:
		f.suspects(&h.task, e)
	case files:
		h.single = true
		h.asked = e.files(h.asked)
	case turn:
		h.limit = min(chunk, max(f.sweeper.owed, little))
	}
	if !f.proc.real {
		h.limit = math.MaxInt
	}
	return int(e.id.PID), chunk * slow, h.run, r.done
}
