//go:build soak

package e2e

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"berth/source/worlds"
)

const (
	soaked    = 10 * time.Minute // unless BERTH_SOAK sets another time
	soakEvery = 5 * time.Second
	most      = 160 // MB
)

// TestSoak runs a dashboard for a long time, while connections, processes and listeners
// start and end and a user presses keys. Its memory, goroutines and descriptors must not
// grow.
func TestSoak(t *testing.T) {
	inside(t, func(t *testing.T) {
		long := soaked
		if text := os.Getenv("BERTH_SOAK"); text != "" {
			var err error
			if long, err = time.ParseDuration(text); err != nil {
				t.Fatal(err)
			}
		}
		server := worlds.Helper(t, "listen")
		hoard := worlds.Helper(t, "hoard", "100")
		churn := worlds.Helper(t, "churn", "1000", "20")
		storm := worlds.Helper(t, "storm", "200")
		first := start(t)
		watchFor(t, 5*soakEvery)
		before := goroutines(t, first)

		terminal := start(t)
		pid := terminal.Process().Pid
		began, cpu := time.Now(), cost(t, pid)
		var points []point
		files := []int{}
		slowest := time.Duration(0)
		keys := []string{"tab", "s esc", "i esc", "p p", "/ port=443 enter esc", "down down up", "enter esc", "? esc"}
		for turn := 0; time.Since(began) < long; turn++ {
			watchFor(t, soakEvery)
			hoard.Ask("churn 50")
			worlds.Helper(t, "listen").Stop()
			terminal.Send(keys[turn%len(keys)])
			slowest = max(slowest, answers(terminal))
			now := cost(t, pid)
			points = append(points, point{time.Since(began), float64(now.ResidentMemory()) / 1e6})
			files = append(files, descriptors(t, pid))
		}
		took, spent := time.Since(began), cost(t, pid)
		ticks := float64(spent.UTime + spent.STime - cpu.UTime - cpu.STime)
		after, high := 0, float64(peak(t, pid))/1e6
		settled := points[len(points)/2:]
		slope := slopeOf(settled)
		after = goroutines(t, terminal)
		fmt.Printf("| soak | %s, %s connections, %s processes |\n", took.Round(time.Second), churn.Ask("how many"), storm.Ask("how many"))
		fmt.Printf("| memory | %.1f MB at the end, %.1f MB at the most, slope %+.2f MB an hour over the second half |\n", points[len(points)-1].rss, high, slope)
		fmt.Printf("| memory over time, MB |%s |\n", means(points, 10))
		fmt.Printf("| goroutines | %d after %s, %d at the end |\n", before, 5*soakEvery, after)
		fmt.Printf("| descriptors | %d to %d |\n", slices.Min(files), slices.Max(files))
		fmt.Printf("| CPU | %.1f %% of a core |\n", 100*ticks/userHZ/took.Seconds())
		fmt.Printf("| help opened and closed | after %d ms at the most |\n", slowest.Milliseconds())
		switch {
		case after > before+4: // a running sample has some too
			t.Errorf("%d goroutines, and %d at first", after, before)
		case slices.Max(files[len(files)/2:]) > slices.Max(files[:len(files)/2])+4:
			t.Errorf("descriptors grow: %v", files)
		case high > most:
			t.Errorf("%.0f MB", high)
		case least(points[2*len(points)/3:]) > highest(points[len(points)/3:2*len(points)/3]):
			// Garbage collection makes the memory a sawtooth: a leak raises both its maxima and its
			// minima.
			t.Errorf("memory grows: all of the last third is above all of the one before: %v", points)
		}
		if !server.Alive() {
			t.Error("a listener that was not the target has ended")
		}
	})
}

// point is a reading of memory.
type point struct {
	at  time.Duration
	rss float64 // MB
}

// means are the means of n parts of the time.
func means(points []point, parts int) string {
	text := ""
	for i := range parts {
		part, sum := points[i*len(points)/parts:(i+1)*len(points)/parts], 0.0
		for _, p := range part {
			sum += p.rss
		}
		text += fmt.Sprintf(" %.1f", sum/float64(len(part)))
	}
	return text
}

// least and highest are the minimum and the maximum of the readings.
func least(points []point) float64 {
	return slices.MinFunc(points, byMemory).rss
}

func highest(points []point) float64 {
	return slices.MaxFunc(points, byMemory).rss
}

func byMemory(a, b point) int { return cmp.Compare(a.rss, b.rss) }

// slopeOf is the slope of a straight line through readings, in MB an hour.
func slopeOf(points []point) float64 {
	var x, y, xx, xy float64
	n := float64(len(points))
	for _, p := range points {
		h := p.at.Hours()
		x, y, xx, xy = x+h, y+p.rss, xx+h*h, xy+h*p.rss
	}
	return (n*xy - x*y) / (n*xx - x*x)
}

// watchFor waits in real time: that is the purpose of this test.
func watchFor(t *testing.T, d time.Duration) {
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}
