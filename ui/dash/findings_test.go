package dash

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/ui/dash/pane"
)

// fakeRights permits every process to bind privileged ports, by its file capabilities.
type fakeRights struct{}

func (fakeRights) Rights(context.Context, model.ProcessID) (model.Rights, error) {
	return model.Rights{UID: 5, Effective: true, File: true}, nil
}

func withRights(a *App) { a.machine.RightsReader = fakeRights{} }

// troubledServer is the web server with more problems.
func troubledServer() *world {
	w := server(27800)
	for i := range w.Sockets {
		switch s := &w.Sockets[i]; {
		case s.State == model.TimeWait: // the kernel reports how long each one stays
			s.Timer, s.Expires = model.TimerTimeWait, 30_000
		case !s.Listening():
		case s.Local.Port == 6379:
			s.Local = endpoint("0.0.0.0:6379")
		case s.Local.Port == 8080:
			s.RxQueue, s.TxQueue, s.Drops = 129, 128, 41
		}
	}
	w.Own().Kernel.Figures[model.AcceptLimit] = model.FigureReading{Reading: model.Reading{Value: 4096, Known: true}}
	w.Own().Kernel.Figures[model.TrackedLimit] = model.FigureReading{Reading: model.Reading{Value: 65536, Known: true}}
	w.Own().Kernel.Figures[model.Tracked] = model.FigureReading{Reading: model.Reading{Value: 61000, Known: true}}
	return w
}

func TestGoldenFindings(t *testing.T) {
	for _, c := range []struct {
		name          string
		world         func() *world
		width, height int
		keys          string
	}{
		{"findings", troubledServer, 120, 36, "shift+tab"},
		{"findings", troubledServer, 80, 24, "shift+tab"},
		{"findings", troubledServer, 40, 10, "shift+tab"},
		{"findings", troubledServer, 200, 60, "shift+tab"},
		{"findings-called", troubledServer, 80, 24, ""},
		{"findings-inspect", troubledServer, 120, 36, "shift+tab i"},
		{"findings-inspect", troubledServer, 80, 24, "shift+tab down i"},
		{"findings-none", newWorld, 120, 36, "shift+tab"},
		{"findings-none", newWorld, 40, 10, "shift+tab"},
	} {
		name := fmt.Sprintf("%s-%dx%d", c.name, c.width, c.height)
		t.Run(name, func(t *testing.T) {
			d := start(t, c.world(), c.width, c.height, withRights)
			d.tick()
			d.tick()
			d.keys(c.keys).golden(name)
		})
	}
}

func TestFindingOpensTheSocketsConcerned(t *testing.T) {
	d := start(t, troubledServer(), 120, 36, withRights)
	d.tick()
	d.keys("shift+tab enter")
	d.sees("Findings › 10.0.0.7 to 10.0.3.9:5432", "Sockets 27,800")
	d.keys("esc")
	d.sees("╸Findings")
}

func TestFindingAboutTheHostOpensNothingAndSaysSo(t *testing.T) {
	d := start(t, troubledServer(), 120, 36)
	d.tick()
	d.keys("shift+tab")
	for range 10 {
		if s, _ := pane.Selected(d.app.pane()); s.Label.String() == "connection tracking" {
			d.keys("enter")
			d.sees("this is about the whole host")
			return
		}
		d.keys("down")
	}
	t.Errorf("no finding about connection tracking:\n%s", d.frame())
}

func TestCopyOfAFindingIsItsCommand(t *testing.T) {
	var copied string
	d := start(t, troubledServer(), 120, 36, func(a *App) { a.Copy = func(text string) error { copied = text; return nil } })
	d.tick()
	d.keys("shift+tab y")
	if copied != `sysctl -w net.ipv4.tcp_tw_reuse="1"` {
		t.Errorf("copied %q", copied)
	}
}

func TestFilterAppliesToFindings(t *testing.T) {
	d := start(t, troubledServer(), 120, 36)
	d.tick()
	d.keys("shift+tab 6379")
	d.sees("Findings 1", "tcp 6379 redis")
	d.misses("connection tracking")
}

func TestFindingsAreCountedWhileAnotherPaneIsShown(t *testing.T) {
	d := start(t, troubledServer(), 120, 36, withRights)
	d.tick()
	d.tick()
	count := d.app.rows.counts.Findings
	if count < 5 {
		t.Errorf("%d findings:\n%s", count, d.frame())
	}
	d.sees(fmt.Sprintf("Findings %d", count))
}

func TestFindingShowsSinceWhenItExists(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	d.tick()
	w.socket(model.TCP, "0.0.0.0:27017", "0.0.0.0:0", model.Listen, "node")
	d.tick()
	d.keys("shift+tab")
	d.pass(70 * time.Second)
	for line := range strings.Lines(d.frame()) {
		if strings.Contains(line, "27017") && strings.HasSuffix(strings.TrimSpace(line), " 1m") {
			return
		}
	}
	t.Errorf("it is not said that MongoDB is there for a minute:\n%s", d.frame())
}
