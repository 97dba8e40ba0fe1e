package owners

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// sweeper reads all descriptors of all processes again, a few in each tick.
type sweeper struct {
	active   bool
	pid      int32 // the next process
	fd       uint32
	due      int           // descriptors to read now
	fraction time.Duration // time saved up for one more descriptor, times the number of all
	last     time.Time
}

const (
	// processCost is the cost of a process in addition to its descriptors, in descriptors.
	processCost = 4
	// minSweep is the least number of descriptors read of a process at once.
	minSweep = 64
)

// sweep reads as many descriptors as have become due since the last sweep.
func (f *Finder) sweep(ctx context.Context) {
	r := &f.sweeper
	now := f.now()
	passed := min(now.Sub(r.last), Refresh)
	first := r.last.IsZero()
	if r.last = now; first || ctx.Err() != nil {
		return
	}
	total := 0
	for _, e := range f.entries {
		total += e.cost()
	}
	// Aim for five sixths of the time, because ticks may come late.
	r.fraction += time.Duration(total) * passed * 6 / 5
	r.due = min(r.due+int(r.fraction/Refresh), total)
	r.fraction %= Refresh
	f.batch.queue = f.nextDue(f.batch.queue[:0])
	r.active = true
	f.run(ctx, sweepMode, &r.due)
	r.active = false
}

// cost is the amount to read, in descriptors. It is 0 for an unread process, which
// is read in every tick, and for a process without descriptors.
func (e *entry) cost() int {
	if e.gone || e.unread || len(e.slots) == 0 && e.current.count == 0 && !e.denied {
		return 0
	}
	return processCost + len(e.slots)
}

// nextDue lists the next processes, as many as are due.
func (f *Finder) nextDue(queue []*entry) []*entry {
	r, sum := &f.sweeper, 0
	pos, _ := slices.BinarySearchFunc(f.entries, r.pid, func(e *entry, pid int32) int { return cmp.Compare(e.id.PID, pid) })
	for i := 0; i < len(f.entries) && sum < r.due; i++ {
		e := f.entries[(pos+i)%len(f.entries)]
		if cost := e.cost(); cost > 0 {
			sum += cost
			queue = append(queue, e)
		}
	}
	return queue
}

func sweepMode(e *entry) mode {
	if e.denied {
		return modeRemainder
	}
	return modeSweep
}

// advance moves the sweeper behind what was read.
func (r *sweeper) advance(pid int32, to uint32, count int) {
	if !r.active {
		return
	}
	r.due -= processCost + count
	if r.pid, r.fd = pid, to; to == all {
		r.pid, r.fd = pid+1, 0
	}
}

// from is the first descriptor to read of a process.
func (r *sweeper) from(pid int32) uint32 {
	if r.pid == pid {
		return r.fd
	}
	return 0
}
