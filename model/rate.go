package model

import "time"

// Rate is a change per second. It is not known before the second sample, after a gap
// in time, or after a counter went backwards.
type Rate struct {
	PerSecond float64
	Known     bool
}

// gap is how many intervals may pass between two snapshots. If more pass, the machine
// slept or berth was stopped, and an average over that time says nothing.
const gap = 3

// longest is how much time may pass before a trend restarts, even if gap intervals are
// shorter: a slow sample harms trends less than rates.
const longest = 5 * time.Second

// Interrupted reports whether the time between two moments is unknown: the machine
// slept, berth took no sample for a while, or a clock was set back.
func Interrupted(was, is time.Time, interval time.Duration) bool {
	passed, most := is.Sub(was), max(gap*interval, longest)
	slept := is.Round(0).Sub(was.Round(0)) - passed // the monotonic clock stops while the machine sleeps
	return passed < 0 || passed > most || slept > most
}

// RateOf is the rate between two readings of a counter. If interval is 0, no time
// between them is too long.
func RateOf(was, is Reading, passed, interval time.Duration) Rate {
	if !was.Known || !is.Known || is.Value < was.Value || passed <= 0 {
		return Rate{}
	}
	if interval > 0 && passed > gap*interval {
		return Rate{}
	}
	return Rate{float64(is.Value-was.Value) / passed.Seconds(), true}
}
