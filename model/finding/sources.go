package finding

import (
	"context"
	"time"

	"berth/model"
)

// headroom is how many descriptors a process has, and may have.
type headroom struct {
	open, most model.Reading
	read       time.Time // by the clock of the moments; zero: not yet
	wanted     bool
}

// How long such a figure is good: to read it of a process that has many is dear.
const (
	stays     = 2 * time.Second
	staysLong = 10 * time.Second
	manyFiles = 10_000
)

// Learn asks a machine for what the last moment left open, so that the next look
// knows it: rights, and the descriptors of processes that leak. False where there
// was nothing to ask.
func (w *Watch) Learn(ctx context.Context, of *model.Machine) bool {
	learnt := len(w.wants) > 0
	for _, id := range w.wants {
		r, err := model.Rights{}, error(model.ErrNotPermitted)
		if of.RightsReader != nil {
			r, err = of.RightsReader.Rights(ctx, id)
		}
		*w.rights[id] = processRights{rights: r, known: err == nil, asked: true}
	}
	w.wants = w.wants[:0]
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

// headroom is what is known of the descriptors of a process that leaks.
func (l *look) headroom(id model.ProcessID) *headroom {
	if l.w.headrooms == nil {
		l.w.headrooms = map[model.ProcessID]*headroom{}
	}
	r := l.w.headrooms[id]
	if r == nil {
		r = &headroom{}
		l.w.headrooms[id] = r
	}
	good := stays
	if r.open.Value > manyFiles {
		good = staysLong
	}
	r.wanted = r.read.IsZero() || l.m.Taken.Sub(r.read) >= good
	return r
}
