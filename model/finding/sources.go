package finding

import (
	"context"
	"time"

	"berth/model"
)

// headroom is how many descriptors a process has open, and its limit.
type headroom struct {
	open, most model.Reading
	read       time.Time // by the clock of the moments; zero: not read yet
	wanted     bool
}

// How long a count of descriptors is used again: counting is expensive for a process
// that has many.
const (
	reread     = 2 * time.Second
	rereadMany = 10 * time.Second
	manyFiles  = 10_000
)

// Learn reads from a machine what the last moment lacked, for the next moment: rights,
// and the descriptors of processes that leak. It reports whether it read anything.
func (w *Watch) Learn(ctx context.Context, of *model.Machine) bool {
	learnt := len(w.unread) > 0
	for _, id := range w.unread {
		r, err := model.Rights{}, error(model.ErrNotPermitted)
		if of.RightsReader != nil {
			r, err = of.RightsReader.Rights(ctx, id)
		}
		*w.rights[id] = processRights{rights: r, known: err == nil, asked: true}
	}
	w.unread = w.unread[:0]
	for id, r := range w.headrooms {
		if !r.wanted || of.Inspector == nil {
			continue
		}
		learnt = true
		*r = headroom{read: w.taken}
		if d, err := of.Inspector.Detail(ctx, id); err == nil {
			r.open, r.most = d.Files, d.MayOpen
		}
	}
	return learnt
}

// headroom is what is known about the descriptors of a process that leaks.
func (l *look) headroom(id model.ProcessID) *headroom {
	if l.w.headrooms == nil {
		l.w.headrooms = map[model.ProcessID]*headroom{}
	}
	r := l.w.headrooms[id]
	if r == nil {
		r = &headroom{}
		l.w.headrooms[id] = r
	}
	after := reread
	if r.open.Value > manyFiles {
		after = rereadMany
	}
	r.wanted = r.read.IsZero() || l.m.Taken.Sub(r.read) >= after
	return r
}
