package model

import "time"

// Rate is a change per second that may not be known: before the second sample,
// after a gap in time, after a counter went backwards.
type Rate struct {
	PerSecond float64
	Known     bool
}

// gap is how many intervals may pass between two snapshots: more means that the
// machine slept or berth was stopped, and an average over that time says nothing.
const gap = 3

// longest is how much time may pass in any case: trends bear a slow sample better
// than rates do.
const longest = 5 * time.Second

// Interrupted reports whether one moment says nothing about how things went until
// another: the machine slept, or nobody looked for a while, or a clock was set back.
func Interrupted(was, is time.Time, interval time.Duration) bool {
	passed, most := is.Sub(was), max(gap*interval, longest)
	slept := is.Round(0).Sub(was.Round(0)) - passed // the monotonic clock stands still meanwhile
	return passed < 0 || passed > most || slept > most
}

// RateOf is the rate between two readings of a counter. Without an interval
// every span of time counts.
func RateOf(was, is Reading, passed, interval time.Duration) Rate {
	if !was.Known || !is.Known || is.Value < was.Value || passed <= 0 {
		return Rate{}
	}
	if interval > 0 && passed > gap*interval {
		return Rate{}
	}
	return Rate{float64(is.Value-was.Value) / passed.Seconds(), true}
}
