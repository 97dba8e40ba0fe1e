package finding

import (
	"context"
	"time"

	"berth/model"
)

// room is how many descriptors a process has, and may have.
type room struct {
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
	learnt := len(w.asks) > 0
	for _, id := range w.asks {
		r, err := model.Rights{}, error(model.ErrNotPermitted)
		if of.Notary != nil {
			r, err = of.Notary.Rights(ctx, id)
		}
		*w.rights[id] = witness{rights: r, known: err == nil, asked: true}
	}
	w.asks = w.asks[:0]
	for id, r := range w.rooms {
		if !r.wanted || of.Prober == nil {
			continue
		}
		learnt = true
		*r = room{read: w.taken}
		if d, err := of.Prober.Detail(ctx, id); err == nil {
			r.open, r.most = d.Files, d.MayOpen
		}
	}
	return learnt
}

// room is what is known of the descriptors of a process that leaks.
func (l *look) room(id model.ProcessID) *room {
	if l.w.rooms == nil {
		l.w.rooms = map[model.ProcessID]*room{}
	}
	r := l.w.rooms[id]
	if r == nil {
		r = &room{}
		l.w.rooms[id] = r
	}
	good := stays
	if r.open.Value > manyFiles {
		good = staysLong
	}
	r.wanted = r.read.IsZero() || l.m.Taken.Sub(r.read) >= good
	return r
}
