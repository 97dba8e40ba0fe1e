// Package growth finds out from a few counts whether something grows steadily, how
// fast, and when its limit will be reached.
package growth

import (
	"slices"
	"time"
)

// Trend is the growth of a count.
type Trend struct {
	Growing   bool          // grows steadily, with enough evidence; if false, the other members mean nothing
	PerSecond float64       // positive
	Ends      bool          // the limit is reached after Full; if false, the count levels off before
	Full      time.Duration // from the newest point on

	stays   float64 // the part of PerSecond that is not passing
	leaves  float64 // passing ones that end now, per second
	leaving Leaving
}

// With is the same growth with room for left more.
func (t Trend) With(left int) Trend {
	if t.Growing {
		t.Full, t.Ends = t.ending(float64(left))
	}
	return t
}

// Staying is the growth without the passing ones, with room for left more.
func (t Trend) Staying(left int) Trend {
	if !t.Growing || t.stays <= 0 {
		return Trend{}
	}
	t.PerSecond = min(t.PerSecond, t.stays)
	return t.With(left)
}

// What counts as evidence of growth.
const (
	fewest   = 4               // points in a window
	shortest = 3 * time.Second // between its first and its last
	enough   = 3               // growth within the window
	settled  = 15 * time.Second
)

// farthest is the longest forecast: the load will have changed before then.
const farthest = 24 * time.Hour

// windows are the spans of time that are examined, the shortest first. A long one
// gives a better rate; a short one shows whether the rate still holds.
var windows = [...]time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, time.Minute, 5 * time.Minute}

// Point is a count at one time.
type Point struct {
	At      int64 // nanoseconds on a clock that does not jump
	All     int32
	Passing int32 // the part of All that ends by itself within Passes
}

func all(p Point) int32     { return p.All }
func staying(p Point) int32 { return p.All - p.Passing }

// Trend is the growth of the count, with room for left more.
func (l *Line) Trend(left int) Trend {
	span, rate := l.steady()
	if span == 0 {
		return Trend{}
	}
	return Trend{Growing: true, PerSecond: rate, stays: slope(l.since(span), staying)}.With(left)
}

// steady is the longest window with the same growth as lately, and its rate per
// second; 0 if nothing grows.
func (l *Line) steady() (span time.Duration, rate float64) {
	lately := 0.0 // the rate in the shortest window that shows growth
	for _, w := range windows {
		in := l.since(w)
		if len(in) < fewest || in[len(in)-1].At-in[0].At < int64(shortest) {
			continue
		}
		now := slope(in, all)
		switch {
		case span > 0 && (now > 2*lately || lately > 2*now): // the rate was different before
			return span, rate
		case span > 0:
			span, rate = w, now
		case in[len(in)-1].All-in[0].All >= enough && now*w.Seconds() >= enough && l.goesOn(w, now):
			span, rate, lately = w, now, now
		}
	}
	return span, rate
}

// goesOn reports whether the growth in window w has not stopped since, and is more
// than the rise of a count that goes up and down.
func (l *Line) goesOn(w time.Duration, rate float64) bool {
	for _, short := range windows {
		in := l.since(short)
		if short < w && len(in) >= fewest && rate*short.Seconds() >= enough && slope(in, all) <= 0 {
			return false
		}
	}
	if w >= settled {
		return true
	}
	highest := int32(0)
	for _, p := range l.points[:len(l.points)-len(l.since(w))] {
		highest = max(highest, p.All)
	}
	return l.points[len(l.points)-1].All > highest
}

// since are the points of the last window.
func (l *Line) since(window time.Duration) []Point {
	if len(l.points) == 0 {
		return nil
	}
	newest := l.points[len(l.points)-1].At
	first := newest - int64(window) - int64(window)/20 // ticks are not exact
	i := slices.IndexFunc(l.points, func(p Point) bool { return p.At >= first })
	return l.points[i:]
}
