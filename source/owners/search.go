package owners

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// share is the part of the time that walks for unknown sockets may use: a walk
// that took 50 ms is not repeated within the next 450 ms.
const share = 10

// readable is how many files are looked at in one tick: 2 ms of work.
const readable = 512

// refresh reads what is new, and what has changed and costs little to list.
func (f *Finder) refresh(ctx context.Context) {
	queue, unread := f.batch.queue[:0], 0
	for _, e := range f.entries {
		if e.looked != f.tick || e.gone || !e.unread && !(e.changed() && e.small()) {
			continue
		}
		if queue = append(queue, e); e.unread {
			unread++
		}
	}
	if unread > 1 { // the many that have few descriptors do not wait for the one with a million
		slices.SortStableFunc(queue, func(a, b *entry) int { return cmp.Compare(a.now.count, b.now.count) })
	}
	f.batch.queue = queue
	without := math.MaxInt
	if f.hurry > 0 {
		f.batch.leave = f.now().Add(f.hurry)
	}
	f.run(ctx, likely, &without)
	f.batch.leave = time.Time{}
}

// search looks for unknown sockets where they are likely: in the processes that
// changed, those first that held unknown sockets before (busy servers).
func (f *Finder) search(ctx context.Context) {
	for _, e := range f.entries {
		if e.looked != f.tick {
			f.look(e)
		}
	}
	queue := f.batch.queue[:0]
	for _, e := range f.entries {
		if !e.gone && !e.denied && e.tried != f.tick && (e.unread || e.changed() || e.shrunk() || !f.proc.counts) {
			queue = append(queue, e)
		}
	}
	f.batch.queue = queue
	slices.SortFunc(queue, usefulFirst)
	f.run(ctx, likely, &f.open)
	if f.open > 0 {
		f.searchFiles(ctx)
	}
}

// searchFiles looks for unknown sockets where files were: a server that sends
// files opens and closes both in turns.
func (f *Finder) searchFiles(ctx context.Context) {
	queue := f.batch.queue[:0]
	for _, e := range f.entries {
		known := !e.gone && !e.denied && !e.unread && e.whole != f.tick
		if n := e.filed(); known && n > 0 && n < readable/2 {
			queue = append(queue, e)
		}
	}
	slices.SortFunc(queue, usefulFirst)
	for i, sum := 0, 0; i < len(queue); i++ {
		if sum += queue[i].filed(); sum > readable {
			queue = queue[:i]
		}
	}
	f.batch.queue = queue
	f.run(ctx, func(*entry) way { return files }, &f.open)
}

func usefulFirst(a, b *entry) int {
	return cmp.Or(cmp.Compare(b.useful, a.useful), cmp.Compare(b.held, a.held), cmp.Compare(a.id.PID, b.id.PID))
}

// filed is how many descriptors lead to no socket.
func (e *entry) filed() int { return len(e.slots) - e.held }

// walk reads every process as a whole that was not read so in this tick, until
// no socket is unknown. It is for those sockets that were not found where they
// are likely one tick ago and are still there: most that are not found are
// closed meanwhile. What it does not find it does not look for again, since
// whoever gets the socket later is read again soon enough anyway. It returns
// what was done for the sockets that are still unknown.
func (f *Finder) walk(ctx context.Context) effort {
	queue := f.batch.queue[:0]
	for _, e := range f.entries {
		failed := e.unread && e.tried == f.tick
		if !e.gone && !e.denied && e.whole != f.tick && !failed {
			queue = append(queue, e)
		}
	}
	f.batch.queue = queue
	if len(queue) == 0 {
		if ctx.Err() != nil {
			return none
		}
		return walked
	}
	began := f.now()
	if f.stale <= 0 || began.Before(f.resume) {
		return looked
	}
	slices.SortFunc(queue, usefulFirst)
	through := f.run(ctx, func(*entry) way { return whole }, &f.stale)
	ended := f.now()
	f.resume = ended.Add((share - 1) * ended.Sub(began))
	if !through {
		return looked
	}
	return walked
}
