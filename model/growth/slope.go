package growth

import (
	"slices"
	"time"
)

// thinned is the largest number of points for a slope: the cost is its square.
const thinned = 32

// slope is the growth per second of what read returns: the median of the slopes
// between all pairs of points (Theil and Sen). Up to three outliers in ten points do
// not change it.
func slope(points []Point, read func(Point) int32) float64 {
	step := (len(points) + thinned - 1) / thinned
	var room [thinned * (thinned - 1) / 2]float64
	slopes := room[:0]
	for i := len(points) - 1; i >= 0; i -= step {
		for j := i - step; j >= 0; j -= step {
			if d := points[i].At - points[j].At; d > 0 {
				slopes = append(slopes, float64(read(points[i])-read(points[j]))/time.Duration(d).Seconds())
			}
		}
	}
	if len(slopes) == 0 {
		return 0
	}
	slices.Sort(slopes)
	return (slopes[(len(slopes)-1)/2] + slopes[len(slopes)/2]) / 2
}
