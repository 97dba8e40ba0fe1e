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

// The rows of the catalogue about load. What is bounded is what a person and the
// machine feel: memory, the answer to a key, the way out.
const (
	roof   = 160e6 // bytes resident, whatever there was to see
	prompt = 3 * time.Second
	few    = 40          // descriptors and goroutines, whatever comes and goes
	busy   = time.Minute // for what takes its time on a small machine
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
	insideLong(t, func(t *testing.T) {
		churn := worlds.Helper(t, "churn", "15000", "5")
		terminal := start(t)
		pid, began, slowest := terminal.Process().Pid, time.Now(), time.Duration(0)
		made := 0
		for made < 100_000 {
			slowest = max(slowest, answers(terminal, prompt))
			made, _ = strconv.Atoi(churn.Ask("how many"))
			if time.Since(began) > busy {
				t.Logf("this machine makes only %d connections in %v", made, busy)
				break
			}
		}
		t.Logf("%d connections in %v, help opened and closed after %v at the most", made, time.Since(began), slowest)
		light(t, pid, roof)
		terminal.Send("q")
		leaves(t, terminal, time.Second, 0)
	})
}

// Row 48: processes vanish while they are read.
func TestForkStormIsNoError(t *testing.T) {
	insideLong(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		storm := worlds.Helper(t, "storm", "5000")
		terminal := start(t)
		terminal.WaitFor(owned(server.Port, server.PID))
		for range 10 {
			listed := drive.Open(t, program("list", "-o", "sport,pid,process"), drive.Options{})
			if code := listed.Exit(patience); code != 0 {
				t.Errorf("list: exit code %d\n%s", code, listed.Screen())
			}
			listed.WaitFor(drive.Shows(fmt.Sprint(server.Port), fmt.Sprint(server.PID)), drive.Hides("berth:"))
			answers(terminal, prompt)
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
	insideLong(t, func(t *testing.T) {
		made := crowd(t, 100_000)
		// Its CPU time counts: other tests may have the machine at the same time.
		listed := program("list", "--json")
		out, err := listed.Output()
		if err != nil || len(out) < 100*made {
			t.Fatalf("%d bytes of JSON: %v", len(out), err)
		}
		took := listed.ProcessState.UserTime() + listed.ProcessState.SystemTime()
		terminal := start(t)
		terminal.WaitWithin(busy, drive.Shows("server-"))
		terminal.Send("tab tab tab").WaitFor(drive.Shows("╸Connections", "row 1 of"))
		slowest := time.Duration(0)
		for _, key := range []string{"end", "home", "pgdown", "pgup", "end"} {
			place := regexp.MustCompile(`row [\d,]+ of`).FindString(terminal.Screen())
			began := time.Now()
			terminal.Send(key).WaitFor(drive.Hides(place))
			slowest = max(slowest, time.Since(began))
		}
		t.Logf("%d sockets listed in %v, scrolled in %v at the most", made, took, slowest)
		if len(buildFlags) == 0 && (took > 2*time.Second || slowest > time.Second) {
			t.Errorf("%d sockets listed in %v, scrolled in %v", made, took, slowest)
		}
		light(t, terminal.Process().Pid, roof)
		terminal.Send("q")
		leaves(t, terminal, time.Second, 0)
	})
}

// Row 69: a twentieth of a core.
func TestStarvedDashboardAnswersAndSamplesLess(t *testing.T) {
	insideLong(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port), "500")
		terminal := start(t, "--interval", "500ms")
		terminal.WaitFor(owned(server.Port, server.PID))
		worlds.Quota(t, terminal.Process().Pid, 5)
		pid := terminal.Process().Pid
		before, began, slowest := cost(t, pid), time.Now(), time.Duration(0)
		for time.Since(began) < prompt {
			slowest = max(slowest, answers(terminal, 2*prompt))
		}
		after := cost(t, pid)
		ticks := float64(after.UTime + after.STime - before.UTime - before.STime)
		share := ticks / userHZ / time.Since(began).Seconds()
		t.Logf("help opened and closed after %v at the most, with %.1f %% of a core", slowest, 100*share)
		if share > 0.1 {
			t.Errorf("it had %.1f %% of a core, and was to have 5", 100*share)
		}
		terminal.Send("q")
		leaves(t, terminal, prompt, 0)
	})
}
