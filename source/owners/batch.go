package owners

import (
	"context"
	"math"
	"time"
)

const (
	// maxListed is the most descriptors a process may have for its directory to be
	// listed. Descriptors of larger processes are probed one by one.
	maxListed = 1024
	// chunk is how many descriptors are read at a time. It keeps a process with a
	// million descriptors from delaying the others.
	chunk = 4096
	// perDescriptor is the time allowed for one descriptor: about four times the
	// measured time, so that a server with 100,000 connections does not count as stuck.
	perDescriptor = 16 * time.Microsecond
)

// mode says which descriptors of a process are read.
type mode uint8

const (
	modeRemainder mode = iota // the descriptors that were not read yet
	modeAll                   // every descriptor
	modeList                  // list every descriptor, read the new ones
	modeProbe                 // the descriptors that are most likely new
	modeFiles                 // descriptors that led to no socket: they may do so now
	modeSweep                 // the next few descriptors of the sweep
)

// cheapest returns the mode that finds new descriptors with the least work.
func cheapest(e *entry) mode {
	switch {
	case e.unread:
		return modeRemainder
	case e.small():
		return modeList
	}
	return modeProbe
}

// batch reads several processes, one after another.
type batch struct {
	queue    []*entry
	pos      int
	choose   func(*entry) mode
	stopAt   *int      // the batch ends when this is 0 or less
	deadline time.Time // from this time on the batch ends when no socket is unknown; zero: no such time

	mode    mode // of the process that is being read
	from    uint32
	started bool // part of the process was read

	next func() (int, time.Duration, func(), func(error))
	done func(error)
}

// run reads the processes in the queue. It reports whether all of them were read.
func (f *Finder) run(ctx context.Context, choose func(*entry) mode, stopAt *int) bool {
	r := &f.batch
	r.pos, r.choose, r.stopAt, r.started = 0, choose, stopAt, false
	if len(r.queue) > 0 && *stopAt > 0 {
		f.guard(ctx, r.next)
	}
	return r.pos == len(r.queue)
}

// next prepares the next read.
func (f *Finder) next() (pid int, more time.Duration, read func(), done func(error)) {
	r := &f.batch
	if r.pos == len(r.queue) || *r.stopAt <= 0 || !r.deadline.IsZero() && f.pending == 0 && f.now().After(r.deadline) {
		return 0, 0, nil, nil
	}
	e, h := r.queue[r.pos], f.reader
	if !r.started {
		r.mode, r.from = r.choose(e), 0
		switch r.mode {
		case modeRemainder:
			r.from = e.next
		case modeSweep:
			r.from = f.sweeper.from(e.id.PID)
		}
	}
	h.task = task{
		pid: e.id.PID, dirInode: e.atRead.dirInode, dated: e.dated, from: r.from, limit: chunk,
		known: h.known[:0], asked: h.asked[:0],
	}
	switch r.mode {
	case modeRemainder, modeAll:
		h.left = int(e.current.count) - e.below(r.from)
	case modeList:
		h.known = f.unchanged(h.known, e)
	case modeProbe:
		f.probeTargets(&h.task, e)
	case modeFiles:
		h.onlyAsked = true
		h.asked = e.nonSockets(h.asked)
	case modeSweep:
		h.limit = min(chunk, max(f.sweeper.due, minSweep))
	}
	if !f.proc.real {
		h.limit = math.MaxInt
	}
	return int(e.id.PID), chunk * perDescriptor, h.run, r.done
}
