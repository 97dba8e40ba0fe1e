// Package owners finds the processes that own a socket. A socket may have several
// owners: forked servers share one, and a descriptor can be passed on. The kernel
// has no list from socket to process, so the package reads /proc/PID/fd. It
// remembers what it read, to read as little as possible the next time.
package owners

import (
	"context"
	"fmt"
	"time"
)

// Refresh is the longest time until a descriptor is read again. Some changes leave
// no visible trace: a descriptor replaced by another one, or a descriptor to a
// socket that other processes own, too.
const Refresh = 30 * time.Second

// Start reads when a process was started, in clock ticks since boot.
type Start func(pid int) (uint64, error)

// Guard runs reads of single processes, one after another. Any of them may never
// return. next says which process to read and how much extra time it may take; a
// nil read means that there are no more. If done gets an error, the read may still
// be running, and nothing that it writes may be used. next and done run on the
// goroutine of the caller, before Guard returns.
type Guard func(ctx context.Context, next func() (pid int, more time.Duration, read func(), done func(error)))

// Finder remembers the sockets of all processes. Only one goroutine may use it at
// a time.
type Finder struct {
	proc  *proc
	guard Guard
	start Start
	now   func() time.Time

	hurry   time.Duration
	short   error // set when this process had no descriptor left to read others in this tick
	tick    uint32
	index   index
	entries []*entry // by PID
	numbers []*entry // by entry number; nil: free
	spare   []int32  // free entry numbers

	missing []uint32 // sockets requested in this tick that have no known owner
	pending int      // how many of them are worth a search
	stale   int      // how many of them were already searched where they are likely

	reader  *reader
	batch   batch
	sweeper sweeper
	resume  time.Time // no walk for unknown sockets before this time
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
	f.batch.next, f.batch.done = f.next, f.done // stored once: each method value allocates
	return f, nil
}

// Hurry lets Find return after d once every socket has a known owner, even if some
// processes were not read yet. They are read in later ticks and may turn out to be
// further owners. Without Hurry, or with 0, Find reads everything that it has time
// for. A caller that asks only once needs that.
func (f *Finder) Hurry(d time.Duration) { f.hurry = d }

// Find updates what is known of all processes and searches for the sockets with
// the given inodes. Sockets not found before the context ends stay resolving. The
// answer is valid until the next Find.
func (f *Finder) Find(ctx context.Context, inodes []uint64) (*Found, error) {
	var err error
	if f.pids, err = f.proc.list(f.pids[:0]); err != nil {
		return nil, err
	}
	f.tick++
	f.short = nil
	f.noteRequests(inodes)
	f.updateEntries(f.pids)
	f.refresh(ctx)
	if f.pending > 0 {
		f.search(ctx)
	}
	if f.pending > 0 {
		f.recordEffort(f.walk(ctx))
	}
	f.sweep(ctx)
	return f.found(), nil
}

// noteRequests records the requested sockets and which of them have no known owner.
func (f *Finder) noteRequests(inodes []uint64) {
	for _, e := range f.entries {
		e.requestedNow = 0
	}
	f.missing, f.absent = f.absent[:0], f.missing
	f.pending, f.stale = 0, 0
	for _, wide := range inodes {
		inode := uint32(wide)
		if inode == 0 || uint64(inode) != wide {
			continue // the kernel has no such socket
		}
		s := f.index.put(inode)
		if s.seen != f.tick {
			f.markRequested(s)
		}
	}
	for _, inode := range f.absent { // sockets that are not requested any more
		if s := f.index.find(inode); s != nil && s.owner == nobody && s.seen != f.tick {
			f.index.drop(s)
		}
	}
}

// markRequested marks a socket as requested in this tick.
func (f *Finder) markRequested(s *socket) {
	first := s.seen == 0
	s.seen = f.tick
	if s.owner == nobody {
		f.missing = append(f.missing, s.inode)
		f.countPending(s, 1)
		return
	}
	var one [1]int32
	for _, number := range f.index.holders(s, &one) {
		e := f.numbers[number]
		e.requestedNow++
		if first {
			e.requested++
		}
	}
}

// recordEffort records how far the unsuccessful search for the missing sockets went.
func (f *Finder) recordEffort(tried effort) {
	for _, inode := range f.missing {
		if s := f.index.find(inode); s != nil && s.owner == nobody {
			s.tried = max(s.tried, tried)
		}
	}
}
