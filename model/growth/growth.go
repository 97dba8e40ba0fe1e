// Package growth tells from a few counts whether something grows steadily, how
// fast, and when there will be no room left for it.
package growth

import (
	"slices"
	"time"
)

// Trend is how a count goes.
type Trend struct {
	Growing   bool          // steadily, on evidence enough; the rest means nothing otherwise
	PerSecond float64       // positive
	Ends      bool          // at this rate no room is left after Full; else it levels off before
	Full      time.Duration // from the newest point on

	stays   float64 // of PerSecond: what comes to stay
	leaves  float64 // a second, now: what passes and comes to its end
	leaving Leaving
}

// With is the same growth where there is room for left more.
func (t Trend) With(left int) Trend {
	if t.Growing {
		t.Full, t.Ends = t.ending(float64(left))
	}
	return t
}

// Staying is the growth of what stays alone, where there is room for left more.
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
	enough   = 3               // more than at its begin
	settled  = 15 * time.Second
)

// farthest is how far a forecast looks: what would take longer will have changed
// long before.
const farthest = 24 * time.Hour

// windows are the spans of time that are looked at, the shortest first. A long one
// tells the rate better, a short one whether it still holds.
var windows = [...]time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, time.Minute, 5 * time.Minute}

// Point is a count at one time.
type Point struct {
	At      int64 // nanoseconds on a clock that does not jump
	All     int32
	Passing int32 // of All: each will be gone after Passes at most
}

func all(p Point) int32     { return p.All }
func staying(p Point) int32 { return p.All - p.Passing }

// Trend looks how the count goes, where there is room for left more.
func (l *Line) Trend(left int) Trend {
	span, rate := l.steady()
	if span == 0 {
		return Trend{}
	}
	return Trend{Growing: true, PerSecond: rate, stays: slope(l.since(span), staying)}.With(left)
}

// steady is the longest window over which the growth is what it has been lately,
// and its rate a second; 0 where nothing grows.
func (l *Line) steady() (span time.Duration, rate float64) {
	lately := 0.0 // the rate in the shortest window that shows growth
	for _, w := range windows {
		in := l.since(w)
		if len(in) < fewest || in[len(in)-1].At-in[0].At < int64(shortest) {
			continue
		}
		now := slope(in, all)
		switch {
		case span > 0 && (now > 2*lately || lately > 2*now): // it was otherwise before
			return span, rate
		case span > 0:
			span, rate = w, now
		case in[len(in)-1].All-in[0].All >= enough && now*w.Seconds() >= enough && l.goesOn(w, now):
			span, rate, lately = w, now, now
		}
	}
	return span, rate
}

// goesOn reports whether growth that the window w shows has not stopped since,
// and is more than the rise of something that goes up and down.
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
