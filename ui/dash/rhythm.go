package dash

import "time"

// The interval between samples is at least that many times what one costs, rows
// included: a fifth of a core, with the sample itself. It becomes shorter again
// only where there is room to spare, so that it does not go to and fro.
const (
	stretch = 4
	roomy   = 6
)

// rhythm stretches the interval where samples are expensive.
type rhythm struct {
	last, before time.Duration // what the last two samples cost
	rows         time.Duration // making rows of one
	stretched    time.Duration // the interval they ask for; 0: any will do
}

// sampled takes in what a sample cost. One that is expensive once, such as the
// first walk through all descriptors, changes nothing.
func (r *rhythm) sampled(took, asked time.Duration) {
	r.before, r.last = r.last, took+r.rows
	cost := min(r.before, r.last)
	if least := paceFor(stretch*cost, asked); least > r.stretched {
		r.stretched = least
	} else if most := paceFor(roomy*cost, asked); most < r.stretched {
		r.stretched = most
	}
}

// built takes in what making rows cost.
func (r *rhythm) built(took time.Duration) { r.rows = took }

// paceFor is the least pace of no less than d; 0 where the one asked for will do.
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
