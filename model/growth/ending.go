package growth

import "time"

// Passes is the longest life of a passing one; it is divided into steps.
const (
	Passes = time.Minute
	steps  = 12
	step   = Passes / steps
)

// Leaving is how many passing ones end in each step from now on.
type Leaving [steps]uint16

// Add counts one that ends after a time.
func (l *Leaving) Add(after time.Duration) {
	if n := &l[min(max(after/step, 0), steps-1)]; *n < 1<<16-1 {
		*n++
	}
}

// Leaving is the same growth with known ends of the passing ones, and with room for
// left more. Without it, all passing ones count as new.
func (t Trend) Leaving(l Leaving, left int) Trend {
	if !t.Growing {
		return t
	}
	// The arrivals in a step less the growth in it are those that ended in it.
	t.leaving, t.leaves = l, max(float64(l[steps-1])/step.Seconds()-(t.PerSecond-t.stays), 0)
	return t.With(left)
}

// ending is when there is no room for left more. At a steady rate the passing ones
// grow for as long as each of them lasts; after that as many end as arrive.
func (t Trend) ending(left float64) (full time.Duration, ends bool) {
	seconds := left / t.PerSecond
	if t.stays < t.PerSecond {
		seconds = 0
		for _, gone := range t.leaving {
			more := (t.PerSecond+t.leaves)*step.Seconds() - float64(gone)
			if more >= left {
				return time.Duration((seconds + left/more*step.Seconds()) * float64(time.Second)), true
			}
			left -= more
			seconds += step.Seconds()
		}
		if t.stays <= 0 {
			return 0, false
		}
		seconds += left / t.stays
	}
	if seconds > farthest.Seconds() {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}
