package growth_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"berth/model/growth"
)

// line is a count sampled every step; count is a function of time in seconds.
func line(step, last time.Duration, count func(seconds float64) (all, passing int)) *growth.Line {
	l := &growth.Line{}
	for at := time.Duration(0); at <= last; at += step {
		n, passing := count(at.Seconds())
		l.Add(growth.Point{At: int64(at), All: int32(n), Passing: int32(passing)}, time.Second)
	}
	return l
}

func steady(perSecond float64) func(float64) (int, int) {
	return func(s float64) (int, int) { return int(perSecond * s), 0 }
}

func TestTwoPerSecondFillTwentyIn7To14Seconds(t *testing.T) {
	for _, step := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second} {
		for after := 3 * time.Second; after <= 20*time.Second; after += step {
			got := line(step, after, steady(2)).Trend(20)
			if !got.Growing || !got.Ends || got.Full < 7*time.Second || got.Full > 14*time.Second {
				t.Errorf("every %v, after %v: %+v", step, after, got)
			}
		}
	}
}

func TestNoForecastWithoutEvidence(t *testing.T) {
	for name, l := range map[string]*growth.Line{
		"two points":      line(time.Second, time.Second, steady(100)),
		"two seconds":     line(500*time.Millisecond, 2*time.Second, steady(100)),
		"nothing grows":   line(time.Second, time.Minute, func(float64) (int, int) { return 500, 0 }),
		"it falls":        line(time.Second, time.Minute, func(s float64) (int, int) { return 5000 - int(20*s), 0 }),
		"two more":        line(time.Second, 5*time.Second, func(s float64) (int, int) { return 500 + int(s/2.5), 0 }),
		"one outlier":     line(time.Second, 5*time.Second, func(s float64) (int, int) { return 500 + 300*b2i(s == 3), 0 }),
		"it went up once": line(time.Second, 30*time.Second, func(s float64) (int, int) { return 500 + 300*b2i(s >= 20), 0 }),
		"up and down, rising again": line(time.Second, 45*time.Second, func(s float64) (int, int) {
			return 100 + 10*int(s)%100, 0 // 10 a second, and back every ten
		}),
	} {
		if got := l.Trend(100); got.Growing {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestForecastEndsWhenGrowthStops(t *testing.T) {
	for _, rate := range []float64{2, 20, 500} {
		stops := func(s float64) (int, int) { return int(rate * min(s, 30)), 0 }
		if got := line(time.Second, 30*time.Second, stops).Trend(1000); !got.Growing {
			t.Errorf("%v a second: no growth while it grows", rate)
		}
		if got := line(time.Second, 36*time.Second, stops).Trend(1000); got.Growing {
			t.Errorf("%v a second: 6 s after the end %+v", rate, got)
		}
	}
}

func TestSlowGrowthIsSeenOverALongerTime(t *testing.T) {
	got := line(time.Second, time.Minute, steady(0.2)).Trend(60)
	if !got.Growing || got.PerSecond < 0.15 || got.PerSecond > 0.25 || got.Full < 4*time.Minute || got.Full > 7*time.Minute {
		t.Errorf("%+v", got)
	}
}

func TestRateFollowsAChange(t *testing.T) {
	faster := func(s float64) (int, int) { return int(2*s + 48*max(0, s-50)), 0 } // from 2 to 50 a second
	got := line(time.Second, 56*time.Second, faster).Trend(1000)
	if !got.Growing || got.PerSecond < 30 || got.PerSecond > 55 {
		t.Errorf("%+v", got)
	}
}

func TestNoiseHardlyChangesTheRate(t *testing.T) {
	outliers := 0 // two bursts among the last points are not noise
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 7))
		noisy := func(s float64) (int, int) {
			if r.IntN(10) == 0 { // a burst that is over at the next sample
				return int(20*s) + 400, 0
			}
			return int(20*s) + r.IntN(9), 0
		}
		got := line(time.Second, time.Minute, noisy).Trend(10_000)
		if got.Growing && (got.PerSecond < 14 || got.PerSecond > 28) {
			outliers++
			t.Logf("seed %d: %+v", seed, got)
		}
	}
	if outliers > 2 {
		t.Errorf("%d of 100 rates are outliers", outliers)
	}
}

func TestConnectionsThatEndLevelOff(t *testing.T) {
	// 100 connections a second that end at once: 6,000 are in TIME-WAIT after a minute.
	closing := func(s float64) (int, int) { return int(100 * min(s, 60)), int(100 * min(s, 60)) }
	if got := line(time.Second, 20*time.Second, closing).Trend(28_232 - 2000); !got.Growing || got.Ends {
		t.Errorf("with room enough: %+v", got)
	}
	if got := line(time.Second, 20*time.Second, closing).Trend(2000); !got.Ends || got.Full < 18*time.Second || got.Full > 22*time.Second {
		t.Errorf("with room for 20 s: %+v", got)
	}
	if got := line(time.Second, 70*time.Second, closing).Trend(28_232 - 6000); got.Growing {
		t.Errorf("when as many leave as come: %+v", got)
	}
	// Ten a second stay besides.
	staying := func(s float64) (int, int) { return int(110 * s), int(100 * s) }
	if got := line(time.Second, 20*time.Second, staying).Trend(6600 + 600); !got.Ends || got.Full < 115*time.Second || got.Full > 125*time.Second {
		t.Errorf("with what stays: %+v", got)
	}
}

func TestForecastLooksAtMostADayAhead(t *testing.T) {
	if got := line(time.Second, time.Minute, steady(1)).Trend(100_000); !got.Growing || got.Ends {
		t.Errorf("%+v", got)
	}
}

func TestFullPoolIsFullNow(t *testing.T) {
	if got := line(time.Second, 10*time.Second, steady(2)).Trend(0); !got.Ends || got.Full != 0 {
		t.Errorf("%+v", got)
	}
	if got := new(growth.Line).Trend(5); got.Growing {
		t.Errorf("of nothing: %+v", got)
	}
}

func BenchmarkTrend(b *testing.B) {
	l := line(time.Second, 2*time.Minute, steady(20))
	b.ReportAllocs()
	for b.Loop() {
		l.Trend(1000)
	}
}

func TestWithEqualsATrendWithThatRoom(t *testing.T) {
	half := func(s float64) (int, int) { return int(110 * s), int(100 * min(s, 60)) }
	for _, last := range []time.Duration{2 * time.Second, 20 * time.Second, 30 * time.Second} {
		l := line(time.Second, last, half)
		for _, left := range []int{0, 1, 500, 6500, 9000, 60_000, 10_000_000} {
			if got, want := l.Trend(77).With(left), l.Trend(left); got != want {
				t.Errorf("after %v with room for %d: %+v, want %+v", last, left, got, want)
			}
		}
	}
}

func TestStayingIgnoresConnectionsThatEnd(t *testing.T) {
	l := line(time.Second, 20*time.Second, func(s float64) (int, int) { return int(110 * s), int(100 * s) })
	if got := l.Trend(500).Staying(100); !got.Ends || got.PerSecond < 9 || got.PerSecond > 11 || got.Full < 9*time.Second || got.Full > 12*time.Second {
		t.Errorf("ten a second stay: %+v", got)
	}
	l = line(time.Second, 20*time.Second, func(s float64) (int, int) { return int(100 * s), int(100 * s) })
	if got := l.Trend(500).Staying(100); got.Growing {
		t.Errorf("nothing stays: %+v", got)
	}
	if got := line(time.Second, 20*time.Second, steady(5)).Trend(500); got.Staying(50) != got.With(50) {
		t.Errorf("all stay: %+v", got.Staying(50))
	}
}
