package screen

import "time"

// How many frames are written: a person who presses keys sees each of them at
// once, and a flood of changes sends no more than a few a second.
const (
	burst  = 10
	apart  = 100 * time.Millisecond // between two frames in the long run
	gather = 6 * time.Millisecond   // what comes within, as a sample and its rows, is one frame
)

// beat counts frames as a leaky bucket, which is empty from then on.
type beat struct{ empty time.Time }

// wait is how long the next frame has to wait, where there is a new one since a
// while.
func (b *beat) wait(now, since time.Time) time.Duration {
	return max(max(b.empty.Sub(now), 0)-(burst-1)*apart, gather-now.Sub(since))
}

// count takes note of a frame.
func (b *beat) count(now time.Time) {
	if b.empty.Before(now) {
		b.empty = now
	}
	b.empty = b.empty.Add(apart)
}
