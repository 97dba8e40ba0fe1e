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

// These rows of the catalogue are about load. The tests limit memory, descriptors and
// goroutines, and check that keys are answered and berth quits under load. The times are
// measured by make bench.
const (
	maxMemory = 160e6 // bytes of resident memory, however many sockets there are
	maxCount  = 40    // descriptors, and goroutines, under any load
)

// checkMemory fails the test if a dashboard has ever used more memory than most.
func checkMemory(t *testing.T, pid int, most uint64) {
	t.Helper()
	high := peak(t, pid)
	t.Logf("%.0f MB at the most", float64(high)/1e6)
	if high > most && len(buildFlags) == 0 { // with the race detector it is many times as much
		t.Errorf("%.0f MB at the most, want %.0f", float64(high)/1e6, float64(most)/1e6)
	}
}

// Row 66: more connections are opened and closed than a client has ports.
func TestChurnCostsNoMemoryAndNoKeys(t *testing.T) {
	inside(t, func(t *testing.T) {
		churn := worlds.Helper(t, "churn", "15000", "5")
		terminal := start(t)
		made, answered := 0, 0
		for made < 2*28_232 { // twice the ports of the default range of Linux
			answers(terminal)
			answered++
			var err error
			if made, err = strconv.Atoi(churn.Ask("how many")); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%d connections, help opened and closed %d times meanwhile", made, answered)
		checkMemory(t, terminal.Process().Pid, maxMemory)
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
		checkMemory(t, terminal.Process().Pid, maxMemory)
		if n := descriptors(t, terminal.Process().Pid); n > maxCount {
			t.Errorf("%d descriptors", n)
		}
		if n := goroutines(t, terminal); n > maxCount {
			t.Errorf("%d goroutines", n)
		}
	})
}

// Row 67: many connections that stay open.
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
		checkMemory(t, terminal.Process().Pid, maxMemory)
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// Row 69: berth gets only a tenth of a core.
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

		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}
