package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"berth/source/worlds"
	"berth/ui/drive"
)

// The rows of the catalogue about load. What is bounded is memory,
// descriptors and goroutines; a key is answered and the way out is open while the
// load goes on. How long that takes is measured by make bench.
const (
	roof = 160e6 // bytes resident, whatever there was to see
	few  = 40    // descriptors and goroutines, whatever comes and goes
)

// light fails the test where a dashboard ever needed more memory than it may.
func light(t *testing.T, pid int, most uint64) {
	t.Helper()
	high := peak(t, pid)
	t.Logf("%.0f MB at the most", float64(high)/1e6)
	if high > most && len(buildFlags) == 0 { // the race detector needs many times as much
		t.Errorf("%.0f MB at the most, want %.0f", float64(high)/1e6, float64(most)/1e6)
	}
}

// Row 66: more connections come and go than a client has ports.
func TestChurnCostsNoMemoryAndNoKeys(t *testing.T) {
	inside(t, func(t *testing.T) {
		churn := worlds.Helper(t, "churn", "15000", "5")
		terminal := start(t)
		made, answered := 0, 0
		for made < 2*28_232 { // twice the ports of the range that Linux begins with
			answers(terminal)
			answered++
			var err error
			if made, err = strconv.Atoi(churn.Ask("how many")); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%d connections, help opened and closed %d times meanwhile", made, answered)
		light(t, terminal.Process().Pid, roof)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 48: processes vanish while they are read.
func TestForkStormIsNoError(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		storm := worlds.Helper(t, "storm", "5000")
		terminal := start(t)
		terminal.WaitFor(owned(server.Port, server.PID))
		for range 10 {
			listed := drive.Open(t, program("list", "-o", "sport,pid,process"), drive.Options{})
			if code := listed.Exit(); code != 0 {
				t.Errorf("list: exit code %d\n%s", code, listed.Screen())
			}
			listed.WaitFor(drive.Shows(fmt.Sprint(server.Port), fmt.Sprint(server.PID)), drive.Hides("berth:"))
			answers(terminal)
		}
		t.Logf("%s processes", storm.Ask("how many"))
		terminal.WaitFor(owned(server.Port, server.PID), drive.Hides("no such", "cannot read"))
		light(t, terminal.Process().Pid, roof)
		if n := descriptors(t, terminal.Process().Pid); n > few {
			t.Errorf("%d descriptors", n)
		}
		if n := goroutines(t, terminal); n > few {
			t.Errorf("%d goroutines", n)
		}
	})
}

// Row 67: many connections that stay.
func TestHundredThousandSocketsAreListedAndScrolled(t *testing.T) {
	inside(t, func(t *testing.T) {
		made := openSockets(t, 100_000)
		out, err := program("list", "--json").Output()
		if err != nil || len(out) < 100*made {
			t.Fatalf("%d bytes of JSON: %v", len(out), err)
		}
		terminal := start(t)
		terminal.WaitFor(drive.Shows("server-"))
		terminal.Send("tab tab tab").WaitFor(drive.Shows("╸Connections", "row 1 of"))
		for _, key := range []string{"end", "home", "pgdown", "pgup", "end"} {
			place := regexp.MustCompile(`row [\d,]+ of`).FindString(terminal.Screen())
			terminal.Send(key).WaitFor(drive.Hides(place))
		}
		light(t, terminal.Process().Pid, roof)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 69: a tenth of a core.
func TestStarvedDashboardAnswersAndSamplesLess(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port), "500")
		terminal := start(t, "--interval", "500ms")
		terminal.WaitFor(owned(server.Port, server.PID))
		pid := terminal.Process().Pid
		worlds.LimitCPU(t, pid)
		before, began := cost(t, pid), time.Now()
		for range 3 {
			answers(terminal)
		}
		after := cost(t, pid)
		ticks := float64(after.UTime + after.STime - before.UTime - before.STime)
		share := ticks / userHZ / time.Since(began).Seconds()
		t.Logf("help opened and closed three times, with %.1f %% of a core", 100*share)
		if share > 0.3 {
			t.Errorf("it had %.1f %% of a core, and was to have some 10", 100*share)
		}
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}
