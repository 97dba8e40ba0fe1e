//go:build bench

package query_test

import (
	"testing"
	"time"

	"berth/model/query"
)

// A filter with an error takes time linear in its length: four times the length takes
// about four times as long, where quadratic time would take sixteen times.
func TestHostileFilterCostsNoMoreThanItsLength(t *testing.T) {
	for name, text := range hostile {
		const short = 25_000
		peer, long := parsing(text(short)), parsing(text(4*short))
		t.Logf("%-12s %8v for %d, %8v for %d: %.1f times", name, peer, short, long, 4*short, float64(long)/float64(peer))
		if long > 10*peer+time.Millisecond {
			t.Errorf("%s: %v for %d and %v for %d", name, peer, short, long, 4*short)
		}
	}
}

// parsing is the shortest of five times to parse a filter.
func parsing(text string) time.Duration {
	best := time.Hour
	for range 5 {
		began := time.Now()
		_, _ = query.Parse(text)
		best = min(best, time.Since(began))
	}
	return best
}
