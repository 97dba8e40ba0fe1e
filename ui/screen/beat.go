package screen

import "time"

// The frame rate: a user who presses keys sees each result at once, but many changes
// in a row are limited to a few frames a second.
const (
	burst  = 10
	apart  = 100 * time.Millisecond // average time between two frames
	gather = 6 * time.Millisecond   // changes within this time, such as a sample and its rows, are one frame
)

// beat limits frames as a leaky bucket. empty is the time when the bucket is empty.
type beat struct{ empty time.Time }

// wait is how long the next frame must wait. since is the time of the first change
// that is not on the terminal.
func (b *beat) wait(now, since time.Time) time.Duration {
	return max(max(b.empty.Sub(now), 0)-(burst-1)*apart, gather-now.Sub(since))
}

// count records a frame.
func (b *beat) count(now time.Time) {
	if b.empty.Before(now) {
		b.empty = now
	}
	b.empty = b.empty.Add(apart)
}
