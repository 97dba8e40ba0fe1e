package growth

import "time"

// Passes is how long what passes lasts, and steps are the parts of that time.
const (
	Passes = time.Minute
	steps  = 12
	step   = Passes / steps
)

// Leaving is how many of what passes are gone after each step from now on.
type Leaving [steps]uint16

// Add counts one that is gone after a time.
func (l *Leaving) Add(after time.Duration) {
	if n := &l[min(max(after/step, 0), steps-1)]; *n < 1<<16-1 {
		*n++
	}
}

// Leaving is the same growth where it is known when what passes now will be gone,
// and where there is room for left more. Else all of it is taken for new.
func (t Trend) Leaving(l Leaving, left int) Trend {
	if !t.Growing {
		return t
	}
	// What came in one step, less what it grew by, has left in that step.
	t.leaving, t.leaves = l, max(float64(l[steps-1])/step.Seconds()-(t.PerSecond-t.stays), 0)
	return t.With(left)
}

// ending is when left more have no room. What passes grows for as long as each of
// it lasts, where it comes at a steady rate: from then on as many leave as come.
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
