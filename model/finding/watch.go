package finding

import (
	"cmp"
	"slices"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
)

// Watch reads moments one after another. The zero Watch is ready. Only one goroutine
// at a time may use it. It keeps no reference into a moment.
type Watch struct {
	samples    int
	origin     time.Time // time of the first moment
	taken      time.Time // of the last moment
	sightings  map[Key]*sighting
	leaks      map[model.ProcessID]*leak
	queues     map[model.SocketID]*queue
	origins    map[model.SocketID]origin
	rights     map[model.ProcessID]*processRights
	headrooms  map[model.ProcessID]*headroom
	overflows  []overflows       // by network namespace, of the last moment
	unread     []model.ProcessID // processes whose rights are wanted
	closeWaits []closeWaits      // by process, of the present moment
	whatIf     pool.Evaluator
}

// sighting is when a finding was seen.
type sighting struct {
	first, last time.Time
	whole       bool
}

// lapse is how long a finding may be absent and still counts as the same one.
const lapse = 15 * time.Second

// Next runs all rules over a moment. sampled says which facts the moment has;
// interval is the planned time between moments.
func (w *Watch) Next(m *moment.Moment, sampled model.Need, interval time.Duration) Report {
	if w.samples == 0 {
		w.origin = m.Taken
	}
	l := &look{m: m, w: w, known: sampled, interval: interval}
	l.begin()
	for i := range Rules {
		if r := &Rules[i]; sampled.Has(r.Need) {
			l.rule, l.rank = r, i
			l.each(r.find)
		}
	}
	w.date(l)
	slices.SortFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Key().Compare(b.Key()))
	})
	w.samples, w.taken = w.samples+1, m.Taken
	return Report{l.found, l.missing, l.wants}
}

// date sets since when each finding exists.
func (w *Watch) date(l *look) {
	if w.sightings == nil {
		w.sightings = map[Key]*sighting{}
	}
	now := l.m.Taken
	for i := range l.found {
		f := &l.found[i]
		k := f.Key()
		seen := w.sightings[k]
		if seen == nil || now.Sub(seen.last) > lapse {
			seen = &sighting{first: now, whole: w.samples > Rules[f.rank].late}
			w.sightings[k] = seen
		}
		seen.last = now
		f.Since, f.Whole, f.For = seen.first, seen.whole, max(0, now.Sub(seen.first))
	}
	for k, seen := range w.sightings {
		if now.Sub(seen.last) > lapse {
			delete(w.sightings, k)
		}
	}
}

// interrupted reports whether the last moment cannot be compared with this one.
func (w *Watch) interrupted(m *moment.Moment, interval time.Duration) bool {
	return w.samples == 0 || model.Interrupted(w.taken, m.Taken, interval)
}
