// Package term is the terminal that the dashboard is shown on: it starts the
// program there, ends it on signals, stops and continues it, and restores the
// terminal whatever happens.
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

// leave undoes every mode that the dashboard switches on: an update that was
// begun and a scroll region, mouse, bracketed paste, alternate screen, hidden
// cursor.
const leave = "\x1b[?2026l\x1b[r\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[0m"

// How long things may take on the way out.
const (
	quitTime  = 600 * time.Millisecond // until a program that does not quit is left behind
	writeTime = 250 * time.Millisecond // until a terminal that nobody reads is left behind
	fallTime  = 500 * time.Millisecond // the same where what is told next must be readable
	lookTime  = 500 * time.Millisecond // between two looks whether the terminal is still there
)

// Terminal restores what the dashboard changed, whatever ends it. Bubble Tea v1
// restores after a quit; it does not after HUP, QUIT and TSTP, hangs on TERM while
// Update is busy, and runs on for ever when the terminal is gone and HUP ignored.
// It has goroutines of its own: signals come at any time, also when the program's
// loop does not turn.
type Terminal struct {
	screen   *screen.Screen
	before   *term.State
	signal   chan os.Signal
	stop     chan os.Signal // asks to be stopped
	awake    chan struct{}  // closed when the program goes on that was to be stopped; nil where none was
	away     atomic.Bool    // Bubble Tea has given the terminal back, or is about to
	caught   disposition    // what TSTP does while the dashboard is shown
	panicked sync.Once
	got      syscall.Signal // the one that ended it, 0: none
	mutex    sync.Mutex     // of got
}

// Open remembers how the terminal is. plain writes whole lines, as Bubble Tea does.
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

// On is a terminal that is written to through a screen. What is behind the screen
// need not be a terminal, so that a test can look at it.
func On(s *screen.Screen) *Terminal {
	t := &Terminal{screen: s, signal: make(chan os.Signal, 4), stop: make(chan os.Signal, 1)}
	s.Rescue = t.rescue
	return t
}

// Run shows a model until the person leaves it, or something ends it.
func (t *Terminal) Run(m tea.Model) error {
	p := t.Program(m, tea.WithInput(&keyboard{File: os.Stdin}))
	t.watch(p)
	_, err := p.Run()
	return err
}

// Program is a model that is shown on the terminal, not yet started.
func (t *Terminal) Program(m tea.Model, more ...tea.ProgramOption) *tea.Program {
	return tea.NewProgram(rescued{m, t.screen.Show, t.rescue}, append(more, tea.WithOutput(t.screen), tea.WithFilter(t.pass),
		tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithoutSignalHandler(), tea.WithFPS(t.screen.Rate()))...)
}

// restore brings the terminal back where Bubble Tea does not come to it. It must
// not be called after Bubble Tea did: leaving the alternate screen twice moves
// the cursor, over what was printed meanwhile.
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
	go p.Quit() // blocks itself while Update is busy
	select {
	case <-t.signal: // a second one: now
	case <-time.After(quitTime):
	}
	t.abandon(128 + int(got))
}

// look ends the program when the terminal is gone, also where SIGHUP is ignored.
func (t *Terminal) look() {
	defer t.rescue()
	for range time.Tick(lookTime) {
		if _, err := term.GetState(os.Stdin.Fd()); err != nil {
			os.Exit(128 + int(syscall.SIGHUP))
		}
	}
}

// abandon leaves at once.
func (t *Terminal) abandon(code int) {
	t.restoreSoon(writeTime)
	os.Exit(code)
}

// restoreSoon restores where that takes no time. Writing to a terminal that
// nobody reads blocks, so it must not stand in the way.
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
