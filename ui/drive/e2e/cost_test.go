//go:build bench

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/ui/drive"
)

// scales are the measured machines, by their number of sockets, with the number of runs of
// each command. The last one is measured only with BERTH_BENCH=all.
var scales = []struct {
	sockets, runs int
	expensive     bool
}{{50, 15, false}, {1_000, 9, false}, {10_000, 5, false}, {100_000, 3, false}, {1_000_000, 1, true}}

const (
	refreshes = 10               // of berth list --every, for its steady cost
	watched   = 15 * time.Second // of an idle dashboard
	settling  = 10 * time.Second // before it is measured, because the first samples fill caches
)

// TestCost is a benchmark: it prints a table and never fails because of a figure. It has
// its own build tag, so that normal test runs do not include it. berth and similar
// programs are measured on the same sockets in the same run; what matters is the ratio of
// their CPU time (user and system). BERTH_BENCH_BEFORE names an older berth to compare with.
func TestCost(t *testing.T) {
	for _, scale := range scales {
		t.Run(fmt.Sprint(scale.sockets), func(t *testing.T) {
			if scale.expensive && os.Getenv("BERTH_BENCH") != "all" {
				t.Skip("SKIPPED: a million sockets take 5 GB and some minutes; BERTH_BENCH=all measures them")
			}
			inside(t, func(t *testing.T) { measure(t, scale.sockets, scale.runs) })
		})
	}
}

func measure(t *testing.T, sockets, runs int) {
	made := openSockets(t, sockets)
	berth, before := os.Getenv(built), os.Getenv("BERTH_BENCH_BEFORE")
	steady := func(program string, looks int) []string {
		return []string{program, "list", "--every", "1s", "--count", fmt.Sprint(looks)}
	}
	commands := [][]string{
		{"ss", "-tuan"}, {"ss", "-tuanp"}, {"netstat", "-tuanp"}, {"lsof", "-nP", "-i"},
		{berth, "list"}, {berth, "list", "--json"},
	}
	if sockets > 100_000 { // these take minutes
		commands = slices.Concat(commands[:1], commands[4:])
	}
	shown := len(commands)
	commands = append(commands, steady(berth, 1), steady(berth, refreshes+1))
	if before != "" {
		commands = append(commands, []string{before, "list"}, steady(before, 1), steady(before, refreshes+1))
	}
	spent := make([][]time.Duration, len(commands))
	for range runs { // alternately, because the speed of the machine drifts
		for i, c := range commands {
			if cpu, ok := spend(t, c); ok {
				spent[i] = append(spent[i], cpu)
			}
		}
	}
	at := func(line ...string) time.Duration {
		for i, c := range commands {
			if slices.Equal(c, line) && len(spent[i]) > 0 {
				slices.Sort(spent[i])
				return spent[i][len(spent[i])/2]
			}
		}
		return 0
	}
	peer := at("ss", "-tuanp")
	say := func(what string, cpu time.Duration) {
		if cpu == 0 {
			fmt.Printf("| %d | %s | not measured | |\n", made, what)
			return
		}
		ratio := "-"
		if peer > 0 {
			ratio = fmt.Sprintf("%.3f", float64(cpu)/float64(peer))
		}
		fmt.Printf("| %d | %s | %.1f ms | %s |\n", made, what, float64(cpu.Microseconds())/1000, ratio)
	}
	for _, c := range commands[:shown] {
		say("`"+strings.Replace(strings.Join(c, " "), berth, "berth", 1)+"`", at(c...))
	}
	refresh := func(program string) time.Duration {
		return (at(steady(program, refreshes+1)...) - at(steady(program, 1)...)) / refreshes
	}
	say("one refresh of `berth list --every`", refresh(berth))
	dashboard(t, made, berth, "idle dashboard")
	if before != "" {
		say("one refresh, before", refresh(before))
		fmt.Printf("| %d | a refresh and a list to those before | %.3f | %.3f |\n", made,
			float64(refresh(berth))/float64(refresh(before)), float64(at(berth, "list"))/float64(at(before, "list")))
		dashboard(t, made, before, "idle dashboard, before")
	}
}

// spend runs a command and returns its CPU time; false if it is not installed.
func spend(t *testing.T, line []string) (time.Duration, bool) {
	t.Helper()
	if _, err := exec.LookPath(line[0]); err != nil {
		return 0, false
	}
	cmd := exec.Command(line[0], line[1:]...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil && line[0] != "lsof" { // lsof fails if it could not read everything
		t.Fatalf("%v: %v %s", line, err, &stderr)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), true
}

// dashboard measures an idle dashboard.
func dashboard(t *testing.T, made int, program, what string) {
	terminal := drive.Open(t, exec.Command(program), drive.Options{Width: 200, Height: 60})
	terminal.WaitFor(drive.Shows("LISTEN"))
	first := terminal.Age()
	terminal.WaitFor(drive.Shows("server-"))
	<-time.After(settling)
	before, since, wrote := cost(t, terminal.Process().Pid), time.Now(), len(terminal.Log())
	<-time.After(watched)
	after, took := cost(t, terminal.Process().Pid), time.Since(since)
	ticks := float64(after.UTime + after.STime - before.UTime - before.STime)
	fmt.Printf("| %d | %s, 200x60, every 1s | %.1f %% of a core, %.0f MB resident, %.0f bytes/s | first rows after %d ms |\n", made, what,
		100*ticks/userHZ/took.Seconds(), float64(after.ResidentMemory())/1e6, float64(len(terminal.Log())-wrote)/took.Seconds(), first.Milliseconds())
	var slowest time.Duration
	for range 5 {
		for _, key := range []struct{ press, shows string }{{"?", "Help"}, {"esc", "filter"}} {
			pressed := time.Now()
			terminal.Send(key.press).WaitFor(drive.Shows(key.shows))
			slowest = max(slowest, time.Since(pressed))
		}
	}
	scroll(terminal, made)
	pressed := time.Now()
	terminal.Send("q").Exit()
	fmt.Printf("| %d | from key to screen, the slowest of ten | %d ms | quit after %d ms |\n", made, slowest.Milliseconds(), time.Since(pressed).Milliseconds())
}

// scroll measures the cursor keys in the list of all connections.
func scroll(terminal *drive.Terminal, made int) {
	terminal.Send("tab tab tab").WaitFor(drive.Shows("╸Connections", "row 1 of"))
	var slowest time.Duration
	for _, key := range []string{"end", "home", "pgdown", "pgup", "end"} {
		place := regexp.MustCompile(`row [\d,]+ of`).FindString(terminal.Screen())
		pressed := time.Now()
		terminal.Send(key).WaitFor(drive.Hides(place))
		slowest = max(slowest, time.Since(pressed))
	}
	fmt.Printf("| %d | scrolled in all connections, the slowest of five | %d ms | |\n", made, slowest.Milliseconds())
}
