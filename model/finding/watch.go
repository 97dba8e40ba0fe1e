package finding

import (
	"cmp"
	"slices"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
)

// Watch sees moments one after another. The zero Watch is ready. It is used by
// one goroutine at a time, and keeps nothing of a moment alive.
type Watch struct {
	looks     int
	origin    time.Time // when the first moment was
	taken     time.Time // of the last moment
	marks     map[Key]*mark
	leaks     map[model.ProcessID]*leak
	queues    map[model.SocketID]*queue
	origins   map[model.SocketID]origin
	rights    map[model.ProcessID]*processRights
	headrooms map[model.ProcessID]*headroom
	overflows []overflows // by network namespace, of the last moment
	wants     []model.ProcessID
	closing   []closing // by process, of the moment that is looked at
	whatIf    pool.Evaluator
}

// mark is when a finding was seen.
type mark struct {
	first, last time.Time
	whole       bool
}

// lapse is how long a finding may be gone and still is the same one.
const lapse = 15 * time.Second

// Next looks at a moment, of which told says what was sampled for it. interval is
// how often moments are meant to come.
func (w *Watch) Next(m *moment.Moment, told model.Need, interval time.Duration) Report {
	if w.looks == 0 {
		w.origin = m.Taken
	}
	l := &look{m: m, w: w, known: told, interval: interval}
	l.begin()
	for i := range Rules {
		if r := &Rules[i]; told.Has(r.Need) {
			l.rule, l.rank = r, i
			l.each(r.find)
		}
	}
	w.date(l)
	slices.SortFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Key().Compare(b.Key()))
	})
	w.looks, w.taken = w.looks+1, m.Taken
	return Report{l.found, l.missing, l.wants}
}

// date says since when each finding is there.
func (w *Watch) date(l *look) {
	if w.marks == nil {
		w.marks = map[Key]*mark{}
	}
	now := l.m.Taken
	for i := range l.found {
		f := &l.found[i]
		k := f.Key()
		seen := w.marks[k]
		if seen == nil || now.Sub(seen.last) > lapse {
			seen = &mark{first: now, whole: w.looks > Rules[f.rank].late}
			w.marks[k] = seen
		}
		seen.last = now
		f.Since, f.Whole, f.For = seen.first, seen.whole, max(0, now.Sub(seen.first))
	}
	for k, seen := range w.marks {
		if now.Sub(seen.last) > lapse {
			delete(w.marks, k)
		}
	}
}

// broken reports whether the last moment says nothing about how things went since.
func (w *Watch) broken(m *moment.Moment, interval time.Duration) bool {
	return w.looks == 0 || model.Interrupted(w.taken, m.Taken, interval)
}
