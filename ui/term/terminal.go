// Package term is the terminal of the dashboard: it starts the program there, ends it
// on signals, stops and continues it, and always restores the terminal.
package term

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"

	"berth/ui/screen"
)

// leave switches off every mode of the dashboard: a synchronised update, the scroll
// region, mouse, bracketed paste, alternate screen, hidden cursor.
const leave = "\x1b[?2026l\x1b[r\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[0m"

// The time limits for ending.
const (
	quitTime  = 600 * time.Millisecond // for a program that does not quit
	writeTime = 250 * time.Millisecond // for a terminal that nobody reads
	fallTime  = 500 * time.Millisecond // the same after a panic, so that its text is readable
	lookTime  = 500 * time.Millisecond // between two checks that the terminal still exists
)

// Terminal restores what the dashboard changed, whatever ends it. Bubble Tea v1
// restores after a quit, but not after HUP, QUIT and TSTP. It hangs on TERM while
// Update is busy, and never ends if the terminal is gone and HUP is ignored. Terminal
// has its own goroutines, because signals arrive at any time, also while the loop of
// the program is blocked.
type Terminal struct {
	screen   *screen.Screen
	before   *term.State
	signal   chan os.Signal
	stop     chan os.Signal // requests to stop
	awake    chan struct{}  // closed when the program continues after a stop; nil if no stop was requested
	away     atomic.Bool    // Bubble Tea has released the terminal, or is about to
	caught   disposition    // disposition of TSTP while the dashboard is shown
	panicked sync.Once
	got      syscall.Signal // the one that ended it, 0: none
	mutex    sync.Mutex     // of got
}

// Open stores the current state of the terminal. plain writes whole lines, as Bubble Tea does.
func Open(plain bool) (*Terminal, error) {
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return nil, errors.New("the dashboard needs a terminal on standard input and output")
	}
	if name := os.Getenv("TERM"); name == "" || name == "dumb" {
		return nil, fmt.Errorf("the dashboard cannot be drawn on TERM=%q", name)
	}
	before, err := term.GetState(os.Stdin.Fd())
	if err != nil {
		return nil, fmt.Errorf("read terminal state: %w", err)
	}
	t := On(screen.New(os.Stdout, plain))
	t.before = before
	return t, nil
}

// On returns a Terminal that writes through a screen. The file of the screen does not
// have to be a terminal, so a test can read it.
func On(s *screen.Screen) *Terminal {
	t := &Terminal{screen: s, signal: make(chan os.Signal, 4), stop: make(chan os.Signal, 1)}
	s.Rescue = t.rescue
	return t
}

// Run shows a model until the user quits, or something else ends it.
func (t *Terminal) Run(m tea.Model) error {
	p := t.Program(m, tea.WithInput(&keyboard{File: os.Stdin}))
	t.watch(p)
	_, err := p.Run()
	return err
}

// Program is the Bubble Tea program of a model, not yet started.
func (t *Terminal) Program(m tea.Model, more ...tea.ProgramOption) *tea.Program {
	return tea.NewProgram(rescued{m, t.screen.Show, t.rescue}, append(more, tea.WithOutput(t.screen), tea.WithFilter(t.pass),
		tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithoutSignalHandler(), tea.WithFPS(t.screen.Rate()))...)
}

// restore restores the terminal if Bubble Tea cannot. It must not be called after
// Bubble Tea did it: leaving the alternate screen twice moves the cursor over text
// that was printed meanwhile.
func (t *Terminal) restore() {
	_ = term.Restore(os.Stdin.Fd(), t.before)
	t.screen.Shut(leave)
}

// watch ends the program on signals and when the terminal is lost.
func (t *Terminal) watch(p *tea.Program) {
	signal.Notify(t.signal, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT)
	signal.Notify(t.stop, syscall.SIGTSTP)
	go t.await(p)
	go t.look()
	go t.resume()
	go t.halt(p)
}

func (t *Terminal) await(p *tea.Program) {
	defer t.rescue()
	got := (<-t.signal).(syscall.Signal)
	t.mutex.Lock()
	t.got = got
	t.mutex.Unlock()
	go p.Quit() // this blocks while Update is busy
	select {
	case <-t.signal: // a second signal ends the program at once
	case <-time.After(quitTime):
	}
	t.abandon(128 + int(got))
}

// look ends the program when the terminal is gone, even if SIGHUP is ignored.
func (t *Terminal) look() {
	defer t.rescue()
	for range time.Tick(lookTime) {
		if _, err := term.GetState(os.Stdin.Fd()); err != nil {
			os.Exit(128 + int(syscall.SIGHUP))
		}
	}
}

// abandon ends the program at once.
func (t *Terminal) abandon(code int) {
	t.restoreSoon(writeTime)
	os.Exit(code)
}

// restoreSoon restores the terminal, but gives up after a time: writing to a terminal
// that nobody reads blocks.
func (t *Terminal) restoreSoon(within time.Duration) {
	restored := make(chan struct{})
	go func() {
		t.restore()
		close(restored)
	}()
	select {
	case <-restored:
	case <-time.After(within):
	}
}

// Code is the exit code after Run: 128+n after signal n, 1 after an error.
func (t *Terminal) Code(err error) int {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch {
	case t.got != 0:
		return 128 + int(t.got)
	case err != nil:
		return 1
	}
	return 0
}
