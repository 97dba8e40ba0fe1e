package owners

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// sweeper reads all descriptors of all processes again, in turns.
type sweeper struct {
	active bool
	pid    int32 // where it goes on
	fd     uint32
	owed   int           // descriptors to be read now
	part   time.Duration // of the time for one more, of all of them
	last   time.Time
}

const (
	// fixed is what a process costs, in descriptors, besides its own.
	fixed = 4
	// little is the least that is read of a process at once.
	little = 64
)

// sweep reads as many descriptors as have become due since the last time.
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
	// All within five sixths of the time: the ticks may come late.
	r.part += time.Duration(total) * passed * 6 / 5
	r.owed = min(r.owed+int(r.part/Refresh), total)
	r.part %= Refresh
	f.batch.queue = f.ahead(f.batch.queue[:0])
	r.active = true
	f.run(ctx, again, &r.owed)
	r.active = false
}

// cost is how much there is to be read, in descriptors. What is unread is read
// at every tick, and what has no descriptors has nothing to be read.
func (e *entry) cost() int {
	if e.gone || e.unread || len(e.slots) == 0 && e.now.count == 0 && !e.denied {
		return 0
	}
	return fixed + len(e.slots)
}

// ahead lists the processes that are next, as many as are due.
func (f *Finder) ahead(queue []*entry) []*entry {
	r, sum := &f.sweeper, 0
	at, _ := slices.BinarySearchFunc(f.entries, r.pid, func(e *entry, pid int32) int { return cmp.Compare(e.id.PID, pid) })
	for i := 0; i < len(f.entries) && sum < r.owed; i++ {
		e := f.entries[(at+i)%len(f.entries)]
		if cost := e.cost(); cost > 0 {
			sum += cost
			queue = append(queue, e)
		}
	}
	return queue
}

func again(e *entry) way {
	if e.denied {
		return remainder
	}
	return turn
}

// passed moves on behind what was read.
func (r *sweeper) passed(pid int32, to uint32, count int) {
	if !r.active {
		return
	}
	r.owed -= fixed + count
	if r.pid, r.fd = pid, to; to == all {
		r.pid, r.fd = pid+1, 0
	}
}

// from is the descriptor where the reading of a process begins.
func (r *sweeper) from(pid int32) uint32 {
	if r.pid == pid {
		return r.fd
	}
	return 0
}
