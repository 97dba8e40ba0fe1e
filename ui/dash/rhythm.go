package dash

import "time"

// The interval is at least minPause times the cost of a sample and its rows, so that
// berth uses at most a fifth of a core (one part sample, four parts pause). It becomes
// shorter again only if it is then at least sparePause times the cost, so that it does
// not alternate between two lengths.
const (
	minPause   = 4
	sparePause = 6
)

// rhythm makes the interval longer if samples are expensive.
type rhythm struct {
	last, before time.Duration // the cost of the last two samples
	rows         time.Duration // the cost of building rows
	stretched    time.Duration // the interval that they need; 0: any
}

// sampled records the cost of a sample. A single expensive sample, such as the first
// walk through all descriptors, changes nothing.
func (r *rhythm) sampled(took, asked time.Duration) {
	r.before, r.last = r.last, took+r.rows
	cost := min(r.before, r.last)
	if least := paceFor(minPause*cost, asked); least > r.stretched {
		r.stretched = least
	} else if most := paceFor(sparePause*cost, asked); most < r.stretched {
		r.stretched = most
	}
}

// built records the cost of building rows.
func (r *rhythm) built(took time.Duration) { r.rows = took }

// paceFor is the shortest pace that is at least d; 0 if the chosen interval is long enough.
func paceFor(d, asked time.Duration) time.Duration {
	if d <= asked {
		return 0
	}
	for _, p := range paces {
		if p >= d {
			return p
		}
	}
	return d.Truncate(time.Minute) + time.Minute
}
