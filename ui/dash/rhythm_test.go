package dash

import (
	"testing"
	"time"
)

func TestIntervalStretchesInStepsAndShrinksOnlyWithAMargin(t *testing.T) {
	const ms = time.Millisecond
	var r rhythm
	for i, s := range []struct{ took, want time.Duration }{
		{12 * ms, 0},
		{5000 * ms, 0}, // a single expensive sample
		{12 * ms, 0},
		{260 * ms, 0},
		{260 * ms, 2 * time.Second}, // a quarter of a second, twice: 1.04 s
		{240 * ms, 2 * time.Second}, // 0.96 s would be enough, but without a margin
		{260 * ms, 2 * time.Second},
		{1300 * ms, 2 * time.Second},
		{1300 * ms, 10 * time.Second},
		{1300 * ms, 10 * time.Second},
		{900 * ms, 10 * time.Second}, // 5.4 s: the margin is too small
		{800 * ms, 5 * time.Second},
		{100 * ms, 0},
		{20000 * ms, 0},
		{20000 * ms, 2 * time.Minute}, // the slowest /proc
	} {
		r.sampled(s.took, time.Second)
		if r.stretched != s.want {
			t.Errorf("step %d, %v: stretched to %v, want %v", i, s.took, r.stretched, s.want)
		}
	}
}

func TestBuildingRowsCountsAsCost(t *testing.T) {
	var r rhythm
	for range 2 {
		r.sampled(200*time.Millisecond, time.Second)
		r.built(200 * time.Millisecond)
	}
	r.sampled(200*time.Millisecond, time.Second)
	if r.stretched != 2*time.Second {
		t.Errorf("stretched to %v", r.stretched)
	}
}

func TestStretchedIntervalIsShownAndRevoked(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	d.sees("every 1s ")
	w.Took = 300 * time.Millisecond
	d.tick()
	d.sees("every 1s ")
	d.tick()
	d.sees("every 2s, asked 1s")
	d.keys("+ +") // now the user has chosen 5 s
	d.sees("every 5s ")
	d.misses("asked")
	d.keys("- -")
	w.Took = 12 * time.Millisecond
	d.pass(2 * time.Second)
	d.sees("every 1s ")
}
