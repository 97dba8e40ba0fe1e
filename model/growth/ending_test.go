package growth_test

import (
	"testing"
	"time"

	"berth/model/growth"
)

// closing is a count of connections that are opened and closed at rates a second
// that begin at some seconds: each is there for a minute. It also says which of
// them are gone when, as seen at the end.
func closing(last float64, opened func(second float64) float64) (*growth.Line, growth.Leaving, int) {
	l, leaving, alive := &growth.Line{}, growth.Leaving{}, 0
	const each = 0.1
	due := 0.0
	var born []float64
	for at := -70.0; at <= last+each/2; at += each {
		for due += opened(at) * each; due >= 1; due-- {
			born = append(born, at)
		}
		for len(born) > 0 && born[0] <= at-growth.Passes.Seconds() {
			born = born[1:]
		}
		if at >= last-60 {
			n := int32(len(born))
			l.Add(growth.Point{At: int64(at * float64(time.Second)), All: n, Passing: n}, 950*time.Millisecond)
		}
	}
	for _, b := range born {
		leaving.Add(time.Duration((growth.Passes.Seconds() - (last - b)) * float64(time.Second)))
		alive++
	}
	return l, leaving, alive
}

func from(second, rate float64) func(float64) float64 {
	return func(at float64) float64 {
		if at >= second {
			return rate
		}
		return 0
	}
}

func TestForecastCountsConnectionsThatEnd(t *testing.T) {
	for after := 6.0; after <= 55; after += 7 { // 14 a second: 840 at most
		l, leaving, n := closing(after, from(0, 14))
		if got := l.Trend(1000-n).Leaving(leaving, 1000-n); !got.Growing || got.Ends {
			t.Errorf("after %v s %d of 1000, never more than 840: %+v", after, n, got)
		}
		l, leaving, n = closing(after, from(0, 14))
		left := 800 - n // full 57 s after the begin
		want := time.Duration((57.2 - after) * float64(time.Second))
		if got := l.Trend(left).Leaving(leaving, left); !got.Ends || got.Full < want-2*time.Second || got.Full > want+2*time.Second {
			t.Errorf("after %v s %d of 800: want full in %v: %+v", after, n, want, got)
		}
	}
}

func TestHigherRateLevelsOffWhenItsConnectionsEnd(t *testing.T) {
	rates := func(at float64) float64 { return 5 + from(0, 9)(at) } // 300 are there; 840 will be
	for after := 8.0; after <= 50; after += 7 {
		l, leaving, n := closing(after, rates)
		if got := l.Trend(950-n).Leaving(leaving, 950-n); !got.Growing || got.Ends {
			t.Errorf("after %v s %d of 950: %+v", after, n, got)
		}
	}
}

func TestBurstHoldsPortsUntilItsConnectionsEnd(t *testing.T) {
	burst := func(at float64) float64 {
		if at >= -30 && at < -20 {
			return 90 // 900 in ten seconds
		}
		return from(0, 14)(at)
	}
	l, leaving, n := closing(10, burst)
	if n < 1030 || n > 1050 {
		t.Fatalf("%d", n)
	}
	if got := l.Trend(100).Leaving(leaving, 100); !got.Ends || got.Full < 4*time.Second || got.Full > 9*time.Second {
		t.Errorf("the burst leaves after 20 s, room for 7: %+v", got)
	}
	if got := l.Trend(500).Leaving(leaving, 500); got.Ends {
		t.Errorf("room until the burst leaves: %+v", got)
	}
}
