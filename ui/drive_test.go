package ui

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"berth/model"
	"berth/ui/table"
)

var update = flag.Bool("update", false, "write the golden frames anew; read them before you commit")

// driver runs an App without a terminal, a goroutine or a clock: commands run
// at once, timers only when a test lets them.
type driver struct {
	t      *testing.T
	app    *App
	stage  *stage
	timers []tea.Msg
	quit   bool
}

// start brings the dashboard of a world to its first complete screen.
func start(t *testing.T, w *world, width, height int, change ...func(*App)) *driver {
	t.Helper()
	d := &driver{t: t, stage: &stage{world: w}}
	d.app = New(&model.Machine{Name: "web-01", Sampler: d.stage}, Options{
		Interval: time.Second,
		After: func(_ time.Duration, msg tea.Msg) tea.Cmd {
			d.timers = append(d.timers, msg)
			return nil
		},
	})
	for _, c := range change {
		c(d.app)
	}
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.run(d.app.Init())
	return d
}

func (d *driver) send(msg tea.Msg) {
	_, cmd := d.app.Update(msg)
	d.run(cmd)
}

// run does what Bubble Tea does with commands, one after another.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		d.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	default:
		d.send(msg)
	}
}

// fire lets timers of a kind run out; those set meanwhile wait for the next call.
func fire[M any](d *driver) {
	waiting := d.timers
	d.timers = nil
	for _, msg := range waiting {
		if _, ok := msg.(M); ok {
			d.send(msg)
		} else {
			d.timers = append(d.timers, msg)
		}
	}
}

// tick is a refresh.
func (d *driver) tick() { fire[tickMsg](d) }

// named are the keys that are not a rune.
var named = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"backspace": tea.KeyBackspace, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp,
	"home": tea.KeyHome, "end": tea.KeyEnd, "f1": tea.KeyF1, "f4": tea.KeyF4, "f6": tea.KeyF6,
	"f9": tea.KeyF9, "f10": tea.KeyF10, "ctrl+c": tea.KeyCtrlC, "ctrl+l": tea.KeyCtrlL,
}

// keys presses keys: names such as "enter", and words that are typed letter by
// letter; "space" is the space bar.
func (d *driver) keys(script string) *driver {
	for _, word := range strings.Fields(script) {
		if k, ok := named[word]; ok {
			d.send(tea.KeyMsg{Type: k})
			continue
		}
		if word == "space" {
			d.send(tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
			continue
		}
		for _, r := range word {
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
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

// fits fails the test unless the frame has exactly the screen's lines, none wider.
func (d *driver) fits() {
	d.t.Helper()
	lines := strings.Split(d.app.View(), "\n")
	if len(lines) != d.app.height && !d.app.tooSmall() {
		d.t.Errorf("%d lines on a screen of %dx%d:\n%s", len(lines), d.app.width, d.app.height, d.frame())
	}
	for i, line := range lines {
		if w := table.Width(line); w > d.app.width {
			d.t.Errorf("line %d takes %d cells on a screen of %dx%d: %q", i, w, d.app.width, d.app.height, ansi.Strip(line))
		}
	}
}

// golden compares the screen with testdata/NAME.txt. Where BERTH_FRAMES names a
// folder, the styled frame is written there as well, for the screenshots.
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
		d.t.Fatalf("%v (go test ./ui -update writes it)", err)
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

func windowOf(width, height int) tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: width, Height: height}
}

// batch runs the commands of a batch and gives back their messages.
func batch(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	list, ok := cmd().(tea.BatchMsg)
	if !ok {
		return nil
	}
	var msgs []tea.Msg
	for _, c := range list {
		if c == nil {
			continue
		}
		if inner := c(); inner != nil {
			if more, ok := inner.(tea.BatchMsg); ok {
				msgs = append(msgs, batch(func() tea.Msg { return more })...)
				continue
			}
			msgs = append(msgs, inner)
		}
	}
	return msgs
}

// paste sends text as a terminal with bracketed paste does.
func (d *driver) paste(text string) *driver {
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return d
}
