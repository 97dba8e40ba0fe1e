package growth

import "time"

// length is how many points of a count are remembered.
const length = 64

// Line is how a count went lately. It is empty at first.
type Line struct {
	points []Point
}

// apart is how far points are from one another at least.
const apart = 950 * time.Millisecond

// Add remembers a count of those that are meant to come at an interval. Points that
// are too near to one another give way to the newest, and the oldest are forgotten.
func (l *Line) Add(p Point, interval time.Duration) {
	n, apart := len(l.points), max(apart, 2*interval/3)
	switch {
	case n >= 2 && p.At-l.points[n-2].At < int64(apart):
		l.points[n-1] = p
	case n == length:
		copy(l.points, l.points[1:])
		l.points[n-1] = p
	default:
		l.points = append(l.points, p)
	}
}
