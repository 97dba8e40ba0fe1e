package dash

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/model/scene"
)

// fillingPool is a web server whose pooler opens 18 connections a second, ten seconds after
// the first sample.
func fillingPool(t *testing.T, width, height int, change ...func(*App)) *driver {
	t.Helper()
	w := server(8000)
	w.Own().Kernel.TWReuse = model.Reading{Value: 2, Known: true}
	for i := range w.Sockets {
		if w.Sockets[i].State == model.TimeWait {
			w.Sockets[i].Timer, w.Sockets[i].Expires = model.TimerTimeWait, 30_000
		}
	}
	d := start(t, w, width, height, change...)
	for second := range 10 {
		for i := range 18 {
			local := netip.AddrPortFrom(netip.MustParseAddr("10.0.0.7"), scene.Drawn(8000+18*second+i)).String()
			w.socket(model.TCP, local, "10.0.3.9:5432", model.Established, "pooler")
		}
		d.tick()
	}
	return d
}

func TestWhatIfFrames(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 10}} {
		d := fillingPool(t, size[0], size[1])
		d.keys("w")
		d.golden(fmt.Sprintf("whatif-%dx%d", size[0], size[1]))
		d.keys("down")
		d.golden(fmt.Sprintf("whatif-range-%dx%d", size[0], size[1]))
		d.keys("6 0 0 0 0 - 5")
		d.golden(fmt.Sprintf("whatif-wrong-%dx%d", size[0], size[1]))
	}
}

func TestWhatIfFitsEveryWindow(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {20, 5}, {21, 6}, {59, 7}, {80, 24}, {100, 8}, {132, 43}, {300, 100}} {
		d := start(t, quietServer(), size[0], size[1])
		d.keys("w").fits()
		for range 6 {
			d.keys("down").fits()
		}
		d.keys("up up 1 2 3 4 5 6 7 8 9").fits()
	}
}

func TestWhatIfFitsAWindowThatGrows(t *testing.T) {
	d := start(t, quietServer(), 40, 6)
	d.keys("w end down down down down down").fits()
	for height := 6; height < 20; height++ {
		d.Resize(40, height)
		d.fits()
		d.sees("all marked")
	}
	d.Resize(60, 20)
	d.sees("as it is", "all marked")
}

func TestWhatIfUsesTheTightestPoolWhereTheRowHasNone(t *testing.T) {
	d := fillingPool(t, 120, 36)
	d.keys("w")
	d.sees("What if: 10.0.0.7 → 10.0.3.9:5432", "this is the tightest pool", "most by pgbouncer (2210)", "+18/s")
	d.keys("esc")
	d.misses("What if")
	d.keys("tab tab tab / dport=6379 enter w") // a connection has its own
	d.sees("What if: 127.0.0.1 → 127.0.0.1:6379")
	d.misses("this is the tightest")
}

func TestWhatIfUsesTheSelectedDestination(t *testing.T) {
	d := fillingPool(t, 140, 36)
	d.keys("tab tab tab tab down")
	d.sees("╸Destinations", "w what if")
	d.keys("w")
	d.sees("What if: 127.0.0.1 → 127.0.0.1:6379")
	d.misses("this is the tightest")
	d.keys("esc tab")
	d.misses("w what if")
}

func TestWhatIfHasNothingToTry(t *testing.T) {
	d := start(t, newWorld(), 120, 36)
	d.keys("w")
	d.sees("no connection uses the range")
	w := quietServer()
	w.Own().Kernel.Ephemeral = model.Range{}
	d = start(t, w, 120, 36)
	d.keys("w")
	d.sees("the ephemeral range is not known")
}

func TestDigitsEditTheSelectedLine(t *testing.T) {
	d := fillingPool(t, 120, 36)
	d.keys("w down 2 0 0 0 0 - 6 0 9 9 9")
	d.sees("range 20000-60999▏", "41,000 ports instead of 28,232")
	d.keys("down down 1 0")
	d.sees("sources 10▏", "282,320")
	d.keys("backspace")
	d.sees("sources 1▏", "there is one source address already")
	d.keys("down 5 0")
	d.sees("pooled to 50▏", "pool of 50 connections: 28,232 ports; <1% taken instead of 29%")
	d.keys("up 1 2")
	d.sees("sources 12▏") // the first digit replaces the old text
}

func TestInvalidNumbersAreReportedAndNotKept(t *testing.T) {
	d := fillingPool(t, 120, 36)
	d.keys("w down")
	for keys, says := range map[string]string{
		"6 0 0 0 0 - 5 0 0 0": "reversed: must be 5000-60000",
		"1 0 0 - 6 0 0 0 0":   "must begin at 1024 or above",
		"5":                   "must be two ports, like 1024-65535",
		"1 0 2 4 - 7 0 0 0 0": "ports must be from 1 to 65535",
		"backspace ctrl+u":    "must be two ports, like 1024-65535",
		"4 0 0 0 0 - - ":      "must be two ports",
	} {
		d.keys(keys)
		d.sees(says)
		d.misses("64,512")
		d.keys("down up")
		d.sees("range 1024-65535▏")
		d.misses(says)
	}
	d.keys("down down 0")
	d.sees("must be from 1 to 32768: source addresses in total")
	d.Paste("a u q 9x") // nothing in a paste is a key
	d.Send(tea.KeyMsg{Type: tea.KeyEsc, Paste: true})
	d.sees("What if", "must be from 1 to 32768")
}

func TestMarkedLinesAreTriedTogether(t *testing.T) {
	d := fillingPool(t, 120, 36)
	d.keys("w end down down down down down")
	d.sees("range 1024-65535 + tcp_tw_reuse 1: ")
	d.keys("up up space down down")
	d.sees("range 1024-65535 + tcp_tw_reuse 1 + 2 source addresses: ")
	d.keys("up up up up space down down down down")
	d.sees("tcp_tw_reuse 1 + 2 source addresses: ")
	d.misses("range 1024-65535 +")
}

func TestWhatIfFollowsTheMachine(t *testing.T) {
	d := fillingPool(t, 120, 36)
	d.keys("w")
	d.sees("8,180 ports held")
	d.worldSampler.world.socket(model.TCP, "10.0.0.7:60000", "10.0.3.9:5432", model.Established, "pooler")
	d.tick()
	d.sees("8,181 ports held")
	d.worldSampler.world.Own().Kernel.Ephemeral = model.Range{}
	d.tick()
	d.sees("the ephemeral range cannot be read any more")
	d.keys("a down a 5 up")
}

func TestReasonAgainstASettingIsCompleteInTheDialog(t *testing.T) {
	f := newSysctl()
	f.may = safe.Say("/proc/sys is mounted read-only here, as it is in most containers")
	d := start(t, quietServer(), 80, 24, withSysctl(f))
	d.keys("w down a")
	d.sees("cannot be set from here: /proc/sys is", "in most containers")
	d.fits()
}

func TestApplyWaitsForTheCalculationUnlessAnotherKeyFollows(t *testing.T) {
	const dialog = "Set net.ipv4.ip_local_port_range"
	for keys, opens := range map[string]bool{"w down a": true, "w down a up down": false, "w down a esc": false} {
		d := fillingPool(t, 120, 36, withSysctl(newSysctl()))
		d.Hold().Keys(keys)
		d.Release()
		if got := strings.Contains(d.frame(), dialog); got != opens {
			t.Errorf("%s: the dialog has opened: %v, want %v", keys, got, opens)
		}
	}
}
