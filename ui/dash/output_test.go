package dash

import (
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/vt"

	"berth/model"
	"berth/ui/drive"
	"berth/ui/screen"
	"berth/ui/term"
)

// countingTerminal is a terminal in this process that counts what is written to it.
type countingTerminal struct {
	mutex   sync.Mutex
	screen  *vt.Emulator
	bytes   int
	changed chan struct{}
}

func (g *countingTerminal) Read([]byte) (int, error) { return 0, io.EOF }
func (g *countingTerminal) Close() error             { return nil }
func (g *countingTerminal) Fd() uintptr              { return ^uintptr(0) } // not a terminal of the kernel

func (g *countingTerminal) Write(p []byte) (int, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.bytes += len(p)
	n, err := g.screen.Write(p)
	close(g.changed)
	g.changed = make(chan struct{})
	return n, err
}

// reset restarts the count and returns the old one.
func (g *countingTerminal) reset() int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	n := g.bytes
	g.bytes = 0
	return n
}

// framePlayer is a program that shows the frames that it receives.
type framePlayer struct{ frame string }

func (f framePlayer) Init() tea.Cmd { return nil }
func (f framePlayer) View() string  { return f.frame }

func (f framePlayer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if frame, ok := msg.(string); ok {
		f.frame = frame
	}
	return f, nil
}

// projector shows the frames of a dashboard through Bubble Tea.
type projector struct {
	*driver
	terminal *countingTerminal
	program  *tea.Program
}

func project(t *testing.T, plain bool, w *world, width, height int) *projector {
	t.Helper()
	g := &countingTerminal{screen: vt.NewEmulator(width, height), changed: make(chan struct{})}
	to := term.On(screen.New(g, plain))
	p := &projector{start(t, w, width, height, withActor(&fakeActor{})), g, to.Program(framePlayer{}, tea.WithInput(nil))}
	ended := make(chan error)
	go func() {
		_, err := p.program.Run()
		ended <- err
	}()
	t.Cleanup(func() {
		p.program.Quit()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	p.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return p
}

// shows waits until the terminal shows what the dashboard draws, cell by cell.
func (p *projector) shows(after string) {
	p.t.Helper()
	p.program.Send(p.app.View())
	want := drive.Painted(p.app.View(), p.app.window.width, p.app.window.height)
	late := time.After(10 * time.Second)
	for {
		p.terminal.mutex.Lock()
		difference, changed := drive.Difference(p.terminal.screen, want), p.terminal.changed
		p.terminal.mutex.Unlock()
		if difference == "" {
			return
		}
		select {
		case <-changed:
		case <-late:
			p.t.Fatalf("after %s: %s\n%s", after, difference, p.frame())
		}
	}
}

func (p *projector) resize(width, height int) {
	p.terminal.mutex.Lock()
	p.terminal.screen.Resize(width, height)
	p.terminal.mutex.Unlock()
	p.Resize(width, height)
	p.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

func TestTerminalShowsWhatTheDashboardDraws(t *testing.T) {
	for _, plain := range []bool{false, true} {
		t.Run(fmt.Sprintf("plain-output=%v", plain), func(t *testing.T) {
			p := project(t, plain, quietServer(), 120, 36)
			p.shows("the start")
			for _, keys := range []string{
				"down", "down down", "?", "esc", "tab", "i", "down", "esc", "tab tab", "pgdown", "down down", "pgup", "end", "home",
				"s", "down", "enter", "r", "x", "esc", "/", "s t a t", "esc", "443", "enter", "esc", "esc", "p",
			} {
				p.keys(keys)
				p.shows(keys)
			}
			for _, size := range [][2]int{{80, 24}, {200, 60}, {40, 10}, {16, 4}, {120, 36}} {
				p.resize(size[0], size[1])
				p.shows(fmt.Sprint("a resize to ", size))
			}
			p.program.Send(tea.ClearScreen())
			p.shows("Ctrl-L")
			p.keys("p")
			for n := range 3 {
				p.world().socket(model.TCP, fmt.Sprintf("10.0.0.7:%d", 4000+n), "0.0.0.0:0", model.Listen, "node")
				p.tick()
				p.shows("a new listener")
			}
		})
	}
}

func (p *projector) world() *world { return p.worldSampler.world }

// The test limits the bytes that a dashboard of 200x60 sends in a second.
func TestDashboardStaysWithinItsBudget(t *testing.T) {
	const warm, seconds = 70, 6 // the history in the header is full then, and few ages are young
	busy := func(p *projector, n int) {
		sockets := p.world().Sockets
		for i := n % 10; i < len(sockets); i += 10 {
			sockets[i].RxQueue, sockets[i].TxQueue = uint32(n*i%90+10), uint32(n*i%80+10)
		}
	}
	for _, c := range []struct {
		name   string
		change func(p *projector, n int)
		most   int
	}{
		{"idle", func(*projector, int) {}, 60},
		{"two cells in 10 % of the rows", busy, 400},
		{"a row inserted on top", func(p *projector, n int) {
			busy(p, n)
			if n >= warm { // each row is above the one before
				p.world().socket(model.TCP, "10.0.0.7:21", fmt.Sprintf("10.0.0.99:%d", 60000-n), model.Established, "node")
			}
		}, 2000},
		{"the order reversed", func(p *projector, _ int) { p.keys("r") }, 20000},
	} {
		var sent [2]int
		for i, plain := range []bool{true, false} {
			p := project(t, plain, quietServer(), 200, 60)
			p.keys("tab tab tab")
			for n := range warm + seconds {
				c.change(p, n)
				p.tick()
				if n >= warm-1 {
					p.shows(c.name)
				}
				if n == warm-1 {
					p.terminal.reset()
				}
			}
			sent[i] = p.terminal.reset() / seconds
		}
		t.Logf("%-32s %6d bytes a second; as Bubble Tea writes it %6d", c.name, sent[1], sent[0])
		if sent[1] > c.most {
			t.Errorf("%s: %d bytes a second, want %d at most", c.name, sent[1], c.most)
		}
	}
}
