package owners

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// walkShare limits the time for walks to one tenth: after a walk of 50 ms the next one
// starts 450 ms later at the earliest.
const walkShare = 10

// maxFilesPerTick is how many descriptors of files are read per tick: 2 ms of work.
const maxFilesPerTick = 512

// refresh reads new processes, and changed processes that are cheap to list.
func (f *Finder) refresh(ctx context.Context) {
	queue, unread := f.batch.queue[:0], 0
	for _, e := range f.entries {
		if e.checkedAt != f.tick || e.gone || !e.unread && !(e.changed() && e.small()) {
			continue
		}
		if queue = append(queue, e); e.unread {
			unread++
		}
	}
	if unread > 1 { // many small processes do not wait for one with a million descriptors
		slices.SortStableFunc(queue, func(a, b *entry) int { return cmp.Compare(a.current.count, b.current.count) })
	}
	f.batch.queue = queue
	without := math.MaxInt
	if f.hurry > 0 {
		f.batch.deadline = f.now().Add(f.hurry)
	}
	f.run(ctx, cheapest, &without)
	f.batch.deadline = time.Time{}
}

// search looks for unknown sockets in the processes that changed. Those that were
// found to hold unknown sockets before (busy servers) come first.
func (f *Finder) search(ctx context.Context) {
	for _, e := range f.entries {
		if e.checkedAt != f.tick {
			f.check(e)
		}
	}
	queue := f.batch.queue[:0]
	for _, e := range f.entries {
		if !e.gone && !e.denied && e.triedAt != f.tick && (e.unread || e.changed() || e.shrunk() || !f.proc.counts) {
			queue = append(queue, e)
		}
	}
	f.batch.queue = queue
	slices.SortFunc(queue, usefulFirst)
	f.run(ctx, cheapest, &f.pending)
	if f.pending > 0 {
		f.searchFiles(ctx)
	}
}

// searchFiles looks for unknown sockets at descriptors that were files: a server
// that sends files opens and closes both kinds alternately.
func (f *Finder) searchFiles(ctx context.Context) {
	queue := f.batch.queue[:0]
	for _, e := range f.entries {
		known := !e.gone && !e.denied && !e.unread && e.completeAt != f.tick
		if n := e.fileCount(); known && n > 0 && n < maxFilesPerTick/2 {
			queue = append(queue, e)
		}
	}
	slices.SortFunc(queue, usefulFirst)
	for i, sum := 0, 0; i < len(queue); i++ {
		if sum += queue[i].fileCount(); sum > maxFilesPerTick {
			queue = queue[:i]
		}
	}
	f.batch.queue = queue
	f.run(ctx, func(*entry) mode { return modeFiles }, &f.pending)
}

func usefulFirst(a, b *entry) int {
	return cmp.Or(cmp.Compare(b.usefulAt, a.usefulAt), cmp.Compare(b.sockets, a.sockets), cmp.Compare(a.id.PID, b.id.PID))
}

// fileCount counts the descriptors that are not sockets.
func (e *entry) fileCount() int { return len(e.slots) - e.sockets }

// walk reads the processes that were not read completely in this tick, until no
// socket is unknown. It serves only the sockets that were not found at the likely
// places one tick ago and still exist: most of the others are closed by then. Each
// socket gets one walk; a process that receives it later is read again by the sweep
// anyway. walk returns the effort spent on the sockets that are still unknown.
func (f *Finder) walk(ctx context.Context) effort {
	queue := f.batch.queue[:0]
	for _, e := range f.entries {
		failed := e.unread && e.triedAt == f.tick
		if !e.gone && !e.denied && e.completeAt != f.tick && !failed {
			queue = append(queue, e)
		}
	}
	f.batch.queue = queue
	if len(queue) == 0 {
		if ctx.Err() != nil {
			return notSearched
		}
		return searchedAll
	}
	began := f.now()
	if f.stale <= 0 || began.Before(f.resume) {
		return searchedLikely
	}
	slices.SortFunc(queue, usefulFirst)
	through := f.run(ctx, func(*entry) mode { return modeAll }, &f.stale)
	ended := f.now()
	f.resume = ended.Add((walkShare - 1) * ended.Sub(began))
	if !through {
		return searchedLikely
	}
	return searchedAll
}
