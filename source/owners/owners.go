// Package owners finds the processes that hold a socket: every one of them,
// for a forked server and a passed descriptor have several. The kernel keeps no
// list from socket to process, so it reads /proc/PID/fd, and remembers what
// stood there to read as little as possible the next time.
package owners

import (
	"context"
	"fmt"
	"time"
)

// Refresh is the longest that a descriptor goes without being read again: one
// that was replaced by another, or that leads to a socket which others hold,
// too, may leave no trace that could be seen.
const Refresh = 30 * time.Second

// Start reads when a process was started, in clock ticks since boot.
type Start func(pid int) (uint64, error)

// Guard runs reads of single processes, one after another, each of which may
// never return. Next says which process is read, and grants it more time than
// usual; without a read there are no more. When done gets an error the read may
// still be running: nothing that it writes may be looked at. Next and done run
// on behalf of the caller, before Guard returns.
type Guard func(ctx context.Context, next func() (pid int, more time.Duration, read func(), done func(error)))

// Finder remembers the sockets of all processes. It is used by one goroutine
// at a time.
type Finder struct {
	proc  *proc
	guard Guard
	start Start
	now   func() time.Time

	hurry   time.Duration
	short   error // why this process could not read others in this tick: it has no descriptor left
	tick    uint32
	index   index
	entries []*entry // by PID
	numbers []*entry // by their number; nil where it is free
	spare   []int32  // numbers that are free

	missing []uint32 // asked for in this tick, and nobody is known to hold them
	open    int      // how many of them are worth being looked for
	stale   int      // those of them that were looked for at the likely places before

	reader  *reader
	batch   batch
	sweeper sweeper
	resume  time.Time // no walk for unknown sockets before
	answer  Found

	pids   []int32 // buffers
	merger []*entry
	absent []uint32
	before []slot
	merged []slot
}

// Open makes a Finder over the proc file system at root.
func Open(root string, guard Guard, start Start, now func() time.Time) (*Finder, error) {
	proc, err := openProc(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", root, err)
	}
	f := &Finder{
		proc: proc, guard: guard, start: start, now: now,
		index: newIndex(), reader: newReader(proc, start),
	}
	f.batch.next, f.batch.done = f.next, f.done // functions of methods cost memory each time
	return f, nil
}

// Hurry lets Find return after d where a holder of every socket is known, though
// not every process was read yet: those come in the ticks after, and with them
// further holders of the same sockets. Without it, or with 0, Find reads all that
// it has time for, as who asks only once must have it.
func (f *Finder) Hurry(d time.Duration) { f.hurry = d }

// Find brings what is known of all processes up to date, and looks for the
// sockets with the given inodes. When its time is over, what was not found yet
// stays resolving. Its answer is valid until the next Find.
func (f *Finder) Find(ctx context.Context, inodes []uint64) (*Found, error) {
	var err error
	if f.pids, err = f.proc.list(f.pids[:0]); err != nil {
		return nil, err
	}
	f.tick++
	f.short = nil
	f.note(inodes)
	f.enlist(f.pids)
	f.refresh(ctx)
	if f.open > 0 {
		f.search(ctx)
	}
	if f.open > 0 {
		f.miss(f.walk(ctx))
	}
	f.sweep(ctx)
	return f.found(), nil
}

// note finds out which sockets are unknown.
func (f *Finder) note(inodes []uint64) {
	for _, e := range f.entries {
		e.alive = 0
	}
	f.missing, f.absent = f.absent[:0], f.missing
	f.open, f.stale = 0, 0
	for _, wide := range inodes {
		inode := uint32(wide)
		if inode == 0 || uint64(inode) != wide {
			continue // the kernel has no such socket
		}
		s := f.index.put(inode)
		if s.seen != f.tick {
			f.meet(s)
		}
	}
	for _, inode := range f.absent { // nobody asks for them any more
		if s := f.index.find(inode); s != nil && s.by == nobody && s.seen != f.tick {
			f.index.drop(s)
		}
	}
}

// meet marks a socket as one that is asked for.
func (f *Finder) meet(s *socket) {
	first := s.seen == 0
	s.seen = f.tick
	if s.by == nobody {
		f.missing = append(f.missing, s.inode)
		f.seek(s, 1)
		return
	}
	var one [1]int32
	for _, number := range f.index.holders(s, &one) {
		e := f.numbers[number]
		e.alive++
		if first {
			e.asked++
		}
	}
}

// miss remembers what was done in vain.
func (f *Finder) miss(tried effort) {
	for _, inode := range f.missing {
		if s := f.index.find(inode); s != nil && s.by == nobody {
			s.tried = max(s.tried, tried)
		}
	}
}
