package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"berth/source/worlds"
	"berth/ui/drive"
)

// These rows of the catalogue are about counters that jump. berth must not compute a rate
// over a time in which it took no samples.

var dropRate = regexp.MustCompile(`drops (\S+?)/s`)

// ratesUntil waits for a condition, and returns all rates of drops that the header shows
// meanwhile, except 0. A rate is on the screen for an interval, so none is missed.
func ratesUntil(terminal *drive.Terminal, what string, met func(screen string) bool) (said []string) {
	terminal.WaitFor(drive.Becomes(what, func(terminal *drive.Terminal) bool {
		screen := terminal.Screen()
		if m := dropRate.FindStringSubmatch(screen); m != nil && m[1] != "0" && !slices.Contains(said, m[1]) {
			said = append(said, m[1])
		}
		return met(screen)
	}))
	return said
}

// gapAndThen waits until no rate is known, and then until one is known again.
func gapAndThen(terminal *drive.Terminal) (said []string) {
	known := func(screen string) bool { return dropRate.MatchString(screen) }
	said = ratesUntil(terminal, "a sample without a rate", func(screen string) bool { return !known(screen) })
	return append(said, ratesUntil(terminal, "a rate after it", known)...)
}

// Row 71: the kernel goes on counting while berth is stopped.
func TestStoppedDashboardShowsNoRateForTheMissedTime(t *testing.T) {
	inside(t, func(t *testing.T) {
		terminal := start(t, "--interval", "250ms")
		terminal.WaitFor(drive.Shows("drops 0/s"))
		terminal.Signal(unix.SIGSTOP)
		flood(t)
		terminal.Signal(unix.SIGCONT)
		if said := gapAndThen(terminal); len(said) > 0 {
			t.Errorf("rates of %q", said)
		}
	})
}

// flood makes the kernel drop more than ten connections, for at least a second. Afterwards
// no connection is left that could be dropped later.
func flood(t *testing.T) {
	t.Helper()
	server := worlds.Helper(t, "deaf")
	full := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: int(server.Port)}
	before, second := dropped(t), time.NewTicker(time.Second)
	defer second.Stop()
	for lasted := false; dropped(t) < before+10 || !lasted; {
		select {
		case <-second.C:
			lasted = true
		default:
		}
		client, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := unix.Connect(client, full); err != unix.EINPROGRESS && err != nil {
			t.Fatal(err)
		}
		unix.Close(client)
	}
	server.Stop()
}

func dropped(t *testing.T) float64 {
	t.Helper()
	self, err := procfs.Self()
	if err != nil {
		t.Fatal(err)
	}
	stat, err := self.Netstat()
	if err != nil || stat.ListenDrops == nil {
		t.Fatalf("no count of drops: %v", err)
	}
	return *stat.ListenDrops
}

// Row 72: counters start from 0 again, as when a network namespace is created again.
func TestCounterThatRestartsGivesNoRate(t *testing.T) {
	inside(t, func(t *testing.T) {
		terminal := start(t, "--interval", "250ms")
		terminal.WaitFor(drive.Shows("drops 0/s"))
		rose := false
		// Since Linux 5.8 a mount over a single file in there is removed at the next
		// lookup, so the test mounts over the whole directory.
		path, high := fmt.Sprintf("/proc/%d/net", terminal.Process().Pid), t.TempDir()
		text := "TcpExt: ListenOverflows ListenDrops\nTcpExt: 5000000 5000000\n"
		if err := os.WriteFile(filepath.Join(high, "netstat"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount(high, path, "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		if said := ratesUntil(terminal, "the rise and its end", func(screen string) bool {
			m := dropRate.FindStringSubmatch(screen)
			rose = rose || m != nil && m[1] != "0"
			return rose && m != nil && m[1] == "0"
		}); len(said) != 1 {
			t.Errorf("one rise gave rates of %q", said)
		}
		if err := unix.Unmount(path, 0); err != nil {
			t.Fatal(err)
		}
		if said := gapAndThen(terminal); len(said) > 0 {
			t.Errorf("rates of %q", said)
		}
	})
}
