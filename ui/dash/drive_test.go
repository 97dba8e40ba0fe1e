package dash

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"berth/model"
	"berth/ui/dash/pane"
	"berth/ui/drive"
	"berth/ui/table"
)

var update = flag.Bool("update", false, "update the golden frames; read them before you commit")

// driver drives the dashboard of a world without a terminal and without goroutines. Time
// passes only in pass.
type driver struct {
	*drive.Driver
	t            *testing.T
	app          *App
	worldSampler *worldSampler
	clock        *drive.Clock
}

// start starts the dashboard of a world, up to its first complete screen.
func start(t *testing.T, w *world, width, height int, change ...func(*App)) *driver {
	t.Helper()
	d := &driver{t: t, worldSampler: &worldSampler{world: w}, clock: &drive.Clock{}}
	d.app = New(&model.Machine{Name: "web-01", Sampler: d.worldSampler}, Options{Interval: time.Second, After: d.clock.After, Now: func() time.Time { return noon }})
	for _, c := range change {
		c(d.app)
	}
	d.Driver = drive.Start(d.app, width, height)
	return d
}

// pass lets time pass; there is a refresh every second.
func (d *driver) pass(t time.Duration) { d.Pass(d.clock, t) }

func (d *driver) tick() { d.pass(time.Second) }

// keys presses keys, in the notation of drive.Driver.Keys.
func (d *driver) keys(script string) *driver {
	d.Keys(script)
	return d
}

// frame is the screen as plain text.
func (d *driver) frame() string {
	lines := strings.Split(ansi.Strip(d.app.View()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// sees fails the test unless the screen shows every text.
func (d *driver) sees(texts ...string) {
	d.t.Helper()
	frame := d.frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			d.t.Errorf("the screen does not show %q:\n%s", text, frame)
		}
	}
}

// misses fails the test if the screen shows one of the texts.
func (d *driver) misses(texts ...string) {
	d.t.Helper()
	frame := d.frame()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			d.t.Errorf("the screen shows %q:\n%s", text, frame)
		}
	}
}

// fits fails the test unless the frame has exactly the lines of the screen, none too wide.
func (d *driver) fits() {
	d.t.Helper()
	lines := strings.Split(d.app.View(), "\n")
	if len(lines) != d.app.window.height && !d.app.window.tooSmall() {
		d.t.Errorf("%d lines on a screen of %dx%d:\n%s", len(lines), d.app.window.width, d.app.window.height, d.frame())
	}
	for i, line := range lines {
		if w := table.Width(line); w > d.app.window.width {
			d.t.Errorf("line %d takes %d cells on a screen of %dx%d: %q", i, w, d.app.window.width, d.app.window.height, ansi.Strip(line))
		}
	}
}

// golden compares the screen with testdata/NAME.txt. If BERTH_FRAMES names a directory, it
// also writes the styled frame there, for the screenshots.
func (d *driver) golden(name string) {
	d.t.Helper()
	d.fits()
	if dir := os.Getenv("BERTH_FRAMES"); dir != "" {
		d.write(filepath.Join(dir, name+".ansi"), d.app.View())
	}
	path, got := filepath.Join("testdata", name+".txt"), d.frame()
	if *update {
		d.write(path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatalf("%v (go test ./ui/dash -update writes it)", err)
	}
	if got != string(want) {
		d.t.Errorf("%s differs. Want:\n%s\nGot:\n%s", path, want, got)
	}
}

func (d *driver) write(path, text string) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// sortsOf is the active pane, whose rows can be sorted.
func sortsOf(d *driver) pane.Sorter { return d.app.pane().(pane.Sorter) }
