package growth

import "time"

// length is how many points of a count are remembered.
const length = 64

// Line is how a count went lately. It is empty at first.
type Line struct {
	points []Point
}

// Add remembers a count. Points nearer than apart to one another give way to the
// newest, and the oldest are forgotten.
func (l *Line) Add(p Point, apart time.Duration) {
	n := len(l.points)
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
