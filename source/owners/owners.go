// Package owners finds the processes that hold a socket: every one of them,
// for a forked server and a passed descriptor have several. The kernel keeps no
// list from socket to process, so it reads /proc/PID/fd, and remembers what
// stood there to read as little as possible the next time.
package owners

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/procfs"

	"berth/model"
)

// Refresh is the longest that a process goes without being read again: a
// descriptor that was replaced by another one leaves no trace in the number of
// descriptors.
const Refresh = 10 * time.Second

// share is the part of the time that walks for unknown sockets may use: a walk
// that took 50 ms is not repeated within the next 450 ms.
const share = 10

// Guard runs a read of one process that may never return, and grants it more
// time than usual. When it returns an error the read may still be running:
// nothing that it writes may be looked at.
type Guard func(ctx context.Context, pid int, more time.Duration, read func()) error

// Start reads when a process was started, in clock ticks since boot.
type Start func(pid int) (uint64, error)

// Finder remembers the sockets of all processes. It is used by one goroutine
// at a time.
type Finder struct {
	fs    procfs.FS
	root  string
	guard Guard
	start Start
	now   func() time.Time

	tick    uint64
	table   map[int]*entry
	index   index
	unknown map[uint64]bool // wanted, and no process is known to hold them
	missed  map[uint64]*miss
	resume  time.Time // no walk for unknown sockets before
	cut     bool      // time was over before every process was looked at
}

// entry is a process as it was last read.
type entry struct {
	proc   procfs.Proc
	id     model.ProcessID
	mark   mark
	due    time.Time // of the rolling refresh
	inodes []uint64  // of its sockets, sorted, each once
	denied bool      // for want of permission
	unread bool      // for any other reason
	seen   uint64    // tick when it was last listed
	read   uint64    // tick when it was last read
	useful uint64    // tick when it last held a socket that had been unknown
}

// miss is a socket that a walk over every process did not find. It may belong
// to the kernel or to a process of another PID namespace, so looking for it
// again and again would cost much and find nothing.
type miss struct {
	again time.Time
	wait  time.Duration
	seen  uint64
}

// The waits between two walks for a socket that cannot be found.
const (
	firstWait = time.Second
	lastWait  = time.Minute
)

// Open makes a Finder over the proc file system at root.
func Open(root string, guard Guard, start Start) (*Finder, error) {
	fs, err := procfs.NewFS(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", root, err)
	}
	return &Finder{
		fs: fs, root: root, guard: guard, start: start, now: time.Now,
		table: map[int]*entry{}, index: newIndex(),
		unknown: map[uint64]bool{}, missed: map[uint64]*miss{},
	}, nil
}

// Find brings what is known of all processes up to date, and looks for the
// sockets with the given inodes. Its answer is valid until the next Find.
func (f *Finder) Find(ctx context.Context, inodes []uint64) (*Found, error) {
	procs, err := f.fs.AllProcs()
	if err != nil {
		return nil, fmt.Errorf("list the processes in %s: %w", f.root, err)
	}
	f.tick++
	f.visit(ctx, procs)
	f.forget()
	if f.note(inodes) && !f.now().Before(f.resume) {
		f.walk(ctx)
	}
	return f.found(procs), nil
}

// visit reads the processes that are new, that have changed, and those whose
// turn it is.
func (f *Finder) visit(ctx context.Context, procs procfs.Procs) {
	clear(f.unknown)
	f.cut = false
	for _, p := range procs {
		now, exists := look(f.root, p.PID)
		if !exists {
			continue
		}
		e := f.table[p.PID]
		if e == nil {
			e = &entry{proc: p, id: model.ProcessID{PID: int32(p.PID)}, unread: true}
			f.table[p.PID] = e
		}
		e.seen = f.tick
		if e.changed(now, f.now()) {
			f.read(ctx, e, now)
		}
	}
}

// changed reports whether the process must be read again.
func (e *entry) changed(now mark, at time.Time) bool {
	switch {
	case e.unread, e.mark.node != now.node, !at.Before(e.due):
		return true
	case e.denied:
		return false // the number of its descriptors does not matter
	}
	return e.mark.count != now.count
}

// forget drops the processes that have ended.
func (f *Finder) forget() {
	for pid, e := range f.table {
		if e.seen != f.tick {
			f.index.replace(int32(pid), e.inodes, nil)
			delete(f.table, pid)
		}
	}
}

// note finds out which sockets are unknown. It reports whether a walk over all
// processes is worth its cost.
func (f *Finder) note(inodes []uint64) bool {
	now, worth := f.now(), false
	for _, inode := range inodes {
		if f.index.has(inode) {
			continue
		}
		f.unknown[inode] = true
		m := f.missed[inode]
		if m == nil {
			worth = true
			continue
		}
		m.seen = f.tick
		worth = worth || !now.Before(m.again)
	}
	for inode, m := range f.missed {
		if m.seen != f.tick {
			delete(f.missed, inode)
		}
	}
	return worth
}

// walk reads every process that was not read in this tick, those first that
// were the holders of unknown sockets before (busy servers), until no socket is
// unknown.
func (f *Finder) walk(ctx context.Context) {
	began := f.now()
	var order []*entry
	for _, e := range f.table {
		if e.read != f.tick && !e.denied {
			order = append(order, e)
		}
	}
	slices.SortFunc(order, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.useful, a.useful), a.id.Compare(b.id))
	})
	for _, e := range order {
		if len(f.unknown) == 0 {
			break
		}
		if now, exists := look(f.root, e.proc.PID); exists {
			f.read(ctx, e, now)
		}
	}
	ended := f.now()
	f.resume = ended.Add((share - 1) * ended.Sub(began))
	if !f.cut {
		f.miss(ended)
	}
}

// miss remembers what the walk did not find.
func (f *Finder) miss(now time.Time) {
	for inode := range f.unknown {
		m := f.missed[inode]
		switch {
		case m == nil:
			m = &miss{wait: firstWait}
			f.missed[inode] = m
		case now.Before(m.again):
			continue
		default:
			m.wait = min(2*m.wait, lastWait)
		}
		m.again, m.seen = now.Add(m.wait), f.tick
	}
}
