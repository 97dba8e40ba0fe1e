package dash

import (
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/drive"
)

func TestGoldenFrames(t *testing.T) {
	for _, c := range []struct {
		name          string
		width, height int
		keys          string
	}{
		{"ports", 120, 36, ""},
		{"ports", 80, 24, ""},
		{"ports", 40, 10, ""},
		{"ports", 200, 60, "down down"},
		{"processes", 120, 36, "tab"},
		{"processes", 80, 24, "tab"},
		{"processes", 40, 10, "tab"},
		{"processes", 200, 60, "tab"},
		{"states", 120, 36, "tab tab"},
		{"states", 80, 24, "tab tab"},
		{"states", 40, 10, "tab tab"},
		{"states", 200, 60, "tab tab"},
		{"connections", 120, 36, "tab tab tab"},
		{"connections", 80, 24, "tab tab tab"},
		{"connections", 40, 10, "tab tab tab"},
		{"connections", 200, 60, "tab tab tab"},
		{"destinations", 120, 36, "tab tab tab tab"},
		{"destinations", 80, 24, "tab tab tab tab"},
		{"destinations", 40, 10, "tab tab tab tab"},
		{"destinations", 200, 60, "tab tab tab tab"},
		{"range", 120, 36, "tab tab tab tab tab"},
		{"range", 80, 24, "tab tab tab tab tab"},
		{"range", 40, 10, "tab tab tab tab tab"},
		{"range", 200, 60, "tab tab tab tab tab"},
		{"range-inspect", 120, 36, "tab tab tab tab tab i"},
		{"range-drilled", 120, 36, "tab tab tab tab tab right enter"},
		{"drilled", 120, 36, "8080 enter"},
		{"filtered", 120, 36, "/ process~nginx enter"},
		{"filter-wrong", 120, 36, "/ stat=listening"},
		{"filter-wrong", 40, 10, "/ stat=listening"},
		{"inspect-port", 120, 36, "8080 i"},
		{"inspect-connection", 120, 36, "tab tab tab i"},
		{"inspect-process", 80, 24, "tab i"},
		{"inspect-destination", 120, 36, "tab tab tab tab i"},
		{"help", 120, 36, "?"},
		{"help", 80, 24, "?"},
		{"help", 40, 10, "?"},
		{"sort", 120, 36, "s"},
		{"sort", 40, 10, "s"},
		{"paused", 120, 36, "p"},
	} {
		name := fmt.Sprintf("%s-%dx%d", c.name, c.width, c.height)
		t.Run(name, func(t *testing.T) {
			d := start(t, webServer(), c.width, c.height, withActor(&fakeActor{}))
			d.tick()
			d.keys(c.keys).golden(name)
		})
	}
}

func TestFirstFrameShowsPortsBeforeOwners(t *testing.T) {
	d := &driver{t: t, worldSampler: &worldSampler{world: webServer()}, clock: &drive.Clock{}}
	d.app = New(&model.Machine{Sampler: d.worldSampler}, Options{Interval: time.Second, After: d.clock.After})
	d.Driver = drive.Start(paused{d.app}, 120, 36)
	d.sees("reading the socket tables")
	_, then := d.app.Update(first(d.app.Init()))
	d.app.Update(first(then)) // the rows; the sample with the owners is still out
	d.sees("resolving", "443", "ssh")
	d.golden("resolving-120x36")
	if needs := d.worldSampler.needs; len(needs) != 1 || needs[0].Has(model.NeedOwners) {
		t.Errorf("samples so far asked for %v: the first must not wait for owners", needs)
	}
	if need := d.app.needs(); !need.Has(model.NeedOwners) {
		t.Errorf("the second sample asks for %v, without owners", need)
	}
}

// paused is an App whose first sample the test takes itself.
type paused struct{ *App }

func (paused) Init() tea.Cmd { return nil }

// first runs the first command of a batch.
func first(cmd tea.Cmd) tea.Msg { return cmd().(tea.BatchMsg)[0]() }

func TestEveryScreenSizeIsFilledAndNeverOverflows(t *testing.T) {
	keys := []string{"", "tab", "tab tab", "tab tab tab", "shift+tab shift+tab", "shift+tab shift+tab i", "shift+tab", "shift+tab i", "?", "s", "i", "/ stat=x", "8080 enter"}
	for _, size := range [][2]int{{40, 10}, {20, 5}, {21, 6}, {59, 7}, {80, 24}, {100, 8}, {132, 43}, {159, 40}, {160, 40}, {300, 100}} {
		w := quietServer()
		for _, k := range keys {
			d := start(t, w, size[0], size[1])
			d.keys(k).fits()
		}
	}
}

func TestTooSmallScreensSaySo(t *testing.T) {
	for _, size := range [][2]int{{19, 24}, {80, 4}, {1, 1}, {5, 20}} {
		d := start(t, newWorld(), size[0], size[1])
		d.fits()
		if size[0] >= 14 {
			d.sees("too small")
		}
	}
}

func TestASCIIScreenHasOnlyASCII(t *testing.T) {
	for _, k := range []string{"", "tab", "tab tab", "tab tab tab", "shift+tab shift+tab", "shift+tab shift+tab i", "shift+tab", "shift+tab i", "?", "s", "i", "/ stat=x", "w down", "w down a"} {
		d := start(t, quietServer(), 160, 40, withSysctl(newSysctl()), func(a *App) { a.Theme.ASCII = true; *a = *New(a.machine, a.Options) })
		for _, r := range d.keys(k).frame() {
			if r > '~' {
				t.Fatalf("after %q the screen shows %q:\n%s", k, r, d.frame())
			}
		}
	}
}
