package dash

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/ui/dash/pane"
)

func TestDigitsFilterByPortAsTyped(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("80")
	d.sees("port=80▏", "http")
	d.misses("http-alt")
	d.keys("80")
	d.sees("port=8080▏", "http-alt", "Ports 1")
	d.keys("backspace backspace")
	d.sees("port=80▏")
	d.keys("down 443")
	d.sees("port=443▏", "https") // after another key, digits start a new number
	d.keys("99")
	d.sees("port=44399▏", "nothing matches port=44399")
	d.keys("9")
	d.sees("there is no port 443999", "port=44399▏")
	d.keys("esc")
	d.misses("port=")
	d.sees("Ports 10")
}

func TestInvalidFilterIsIgnoredAndItsErrorMarked(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("/ port=443")
	d.sees("Ports 1", "https")
	d.Paste(" and prot=80") // pasted, because the typed "prot" would be a valid word meanwhile
	d.sees("Ports 1", "https", "did you mean proto?")
	lines := strings.Split(d.frame(), "\n")
	typed, mark := lines[34], lines[35]
	if at := strings.Index(typed, "prot="); at < 0 || strings.Index(mark, "^") != at {
		t.Errorf("the mark is not under the word:\n%s\n%s", typed, mark)
	}
	d.keys("enter")
	d.sees("did you mean proto?") // an invalid text cannot be applied
	d.keys("esc")
	d.misses("port=443")
	d.sees("Ports 10")
}

func TestEnterKeepsTheFilterForAllPanes(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("/ user=redis enter")
	d.sees("╸Ports 1╺", "Processes 1 ", "Connections 9")
	d.keys("tab")
	d.sees("redis-server")
	d.misses("nginx")
	d.keys("tab tab")
	d.sees("127.0.0.1:6379")
	d.misses("198.51.100")
}

func TestDrillingShowsTheTrailAndEscGoesBack(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("tab down enter")
	d.sees("Processes › pgbouncer 2210", "╸Sockets 21╺", "10.0.3.9:5432")
	d.keys("shift+tab shift+tab shift+tab shift+tab shift+tab 5432 esc")
	d.sees("╸Processes", "port=5432")
	d.keys("esc")
	d.misses("port=5432", "›")
}

func TestCursorFollowsItsRow(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	d.keys("down down down") // tcp 80
	before, _ := pane.Selected(d.app.pane())
	w.socket(model.TCP, "0.0.0.0:21", "0.0.0.0:0", model.Listen, "sshd")
	d.tick()
	after, _ := pane.Selected(d.app.pane())
	if before.Label != after.Label {
		t.Errorf("the cursor went from %s to %s", before.Label, after.Label)
	}
	d.sees("+tcp       21")
}

func TestNewAndEndedRowsAreMarkedOnScreen(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	d.misses("+tcp")
	w.drop(func(s *model.Socket) bool { return s.Local.Port == 6432 })
	d.tick()
	d.sees("×tcp     6432", "Ports 9")
	d.tick()
	d.sees("×tcp     6432")
	d.tick()
	d.misses("6432")
}

func TestTCPAndUDP53AreTwoRows(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("53")
	d.sees("tcp       53", "udp       53", "Ports 2")
}

func TestWideScreenShowsTheSocketsOfTheSelectedRowBeside(t *testing.T) {
	d := start(t, quietServer(), 200, 40)
	d.keys("down down down down") // tcp 443
	d.sees("198.51.100.")
	d.keys("down down") // tcp 6379
	d.misses("198.51.100.")
	d.sees("127.0.0.1:41000")
	d.golden("beside-200x40")
	narrow := start(t, quietServer(), 159, 40)
	narrow.misses("REMOTE")
}

func TestPauseStopsSamplingAndResumes(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	taken := d.worldSampler.taken
	d.keys("p")
	d.sees("PAUSED")
	d.tick()
	if d.worldSampler.taken != taken {
		t.Error("a sample was taken while paused")
	}
	d.keys("space")
	d.misses("PAUSED")
	d.tick()
	if d.worldSampler.taken < taken+2 {
		t.Error("sampling did not go on")
	}
}

func TestIntervalKeysStepAndOldTicksAreIgnored(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("+")
	d.sees("every 2s")
	taken := d.worldSampler.taken
	d.pass(2 * time.Second)
	if d.worldSampler.taken != taken+1 {
		t.Errorf("%d samples in two seconds: the tick of the old interval must be dead", d.worldSampler.taken-taken)
	}
	d.keys("- -")
	d.sees("every 500ms")
}

func TestExpensiveSamplesStretchTheInterval(t *testing.T) {
	w := quietServer()
	w.Took = 1250 * time.Millisecond
	d := start(t, w, 120, 36)
	d.sees("every 5s, asked 1s")
}

func TestFailedSampleKeepsTheLastFrameAndSaysWhy(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.worldSampler.err = errors.New("read /proc/net/tcp: input/output error")
	d.tick()
	d.sees("cannot read: read /proc/net/tcp: input/output error", "stale", "https")
	d.worldSampler.err = nil
	d.tick()
	d.misses("cannot read", "stale")
}

func TestSlowSampleIsShownAsStale(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.app.sampling.running, d.app.sampling.taken = 99, 99
	d.Send(lateMsg{99})
	d.Send(lateMsg{99})
	d.Send(lateMsg{99})
	d.sees("stale 3 s")
	if d.app.sample() != nil {
		t.Error("a second sample was started while one is out")
	}
}

func TestCopyTakesTheAddressOrThePID(t *testing.T) {
	var copied []string
	d := start(t, quietServer(), 120, 36, func(a *App) {
		a.Copy = func(s string) error { copied = append(copied, s); return nil }
	})
	d.keys("y tab down y")
	if want := []string{"0.0.0.0:22", "2210"}; !slices.Equal(copied, want) {
		t.Errorf("copied %q, want %q", copied, want)
	}
	d.sees("copied 2210")
}

func TestUnreadableRangeSaysNothingAboutConnections(t *testing.T) {
	w := quietServer()
	w.Own().Kernel.Ephemeral = model.Range{}
	d := start(t, w, 120, 36)
	d.tick()
	d.sees("EPHEMERAL  n/a", "TIGHTEST   n/a")
	d.misses("no connection uses the range")
}
