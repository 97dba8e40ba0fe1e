package growth

import "time"

// length is the number of points that a Line keeps.
const length = 64

// Line is the recent history of a count. The zero Line is empty.
type Line struct {
	points []Point
}

// apart is the least time between points.
const apart = 950 * time.Millisecond

// Add adds a point; interval is the planned time between points. A point too close to
// the one before replaces it. The oldest points are dropped.
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
