package finding

import (
	"slices"
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

// Questions are what the last moment left open about processes, for a caller that
// can ask the machine.
type Questions struct {
	Rights []model.ProcessID // which rights each has
	Files  []model.ProcessID // how many descriptors each has open, and may open
}

// Questions are those that have no answer yet. With the answers the next look, at
// the same moment or at a later one, can check more.
func (w *Watch) Questions() (q Questions) {
	for _, id := range w.unread {
		if r := w.rights[id]; r != nil && !r.asked {
			q.Rights = append(q.Rights, id)
		}
	}
	for id, r := range w.headrooms {
		if r.wanted {
			q.Files = append(q.Files, id)
		}
	}
	slices.SortFunc(q.Files, model.ProcessID.Compare)
	return q
}

// AnswerRights says which rights a process has. known is false where they could not
// be read; that is an answer too.
func (w *Watch) AnswerRights(id model.ProcessID, rights model.Rights, known bool) {
	if r := w.rights[id]; r != nil {
		*r = processRights{rights: rights, known: known, asked: true}
	}
}

// AnswerFiles says how many descriptors a process has open, and may open.
func (w *Watch) AnswerFiles(id model.ProcessID, open, most model.Reading) {
	if r := w.headrooms[id]; r != nil {
		*r = headroom{open: open, most: most, read: w.taken}
	}
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
