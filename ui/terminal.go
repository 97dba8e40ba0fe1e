package ui

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/aymanbagabas/go-osc52/v2"
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
	quitTime  = 700 * time.Millisecond // until a program that does not quit is left behind
	writeTime = 100 * time.Millisecond // until a terminal that nobody reads is left behind
	lookTime  = 500 * time.Millisecond // between two looks whether the terminal is still there
)

// terminal restores what the dashboard changed, whatever ends it. Bubble Tea v1
// restores after a quit and after a panic of its own; it does not after HUP and
// QUIT, hangs on TERM while Update is busy, and runs on for ever when the
// terminal is gone and HUP ignored. This is the one place in ui with goroutines:
// signals come at any time, also when the program's loop does not turn.
type terminal struct {
	screen *screen.Screen
	before *term.State
	signal chan os.Signal
	got    syscall.Signal // the one that ended it, 0: none
	mutex  sync.Mutex     // of got
}

// openTerminal remembers how the terminal is. It is written to in whole lines
// where the person wants it plain.
func openTerminal(plain bool) (*terminal, error) {
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
	return &terminal{screen: screen.New(os.Stdout, plain), before: before, signal: make(chan os.Signal, 4)}, nil
}

// restore brings the terminal back where Bubble Tea does not come to it. It must
// not be called after Bubble Tea did: leaving the alternate screen twice moves
// the cursor, over what was printed meanwhile.
func (t *terminal) restore() {
	_ = term.Restore(os.Stdin.Fd(), t.before)
	t.screen.Shut(leave)
}

// watch ends the program on signals and when the terminal is lost.
func (t *terminal) watch(p *tea.Program) {
	signal.Notify(t.signal, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT)
	go t.await(p)
	go t.look()
	go t.resume()
}

func (t *terminal) await(p *tea.Program) {
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
func (t *terminal) look() {
	for range time.Tick(lookTime) {
		if _, err := term.GetState(os.Stdin.Fd()); err != nil {
			os.Exit(128 + int(syscall.SIGHUP))
		}
	}
}

// resume paints anew when the program was stopped from outside and goes on: a
// shell has written over the screen meanwhile. After Ctrl-Z Bubble Tea does that.
func (t *terminal) resume() {
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	for range goesOn {
		t.screen.Repaint()
	}
}

// abandon leaves at once. Writing to a terminal that nobody reads blocks, so it
// must not stand in the way.
func (t *terminal) abandon(code int) {
	restored := make(chan struct{})
	go func() {
		t.restore()
		close(restored)
	}()
	select {
	case <-restored:
	case <-time.After(writeTime):
	}
	os.Exit(code)
}

// code is the exit code: 128+n after signal n.
func (t *terminal) code(err error) int {
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

// copyLimit is how many bytes of text are copied at most: some terminals drop a
// longer OSC 52 whole.
const copyLimit = 4096

// copyOut puts text on the clipboard of the person's terminal, also through SSH
// (OSC 52).
func (t *terminal) copyOut(text string) error {
	for len(text) > copyLimit || !utf8.ValidString(text) {
		text = text[:min(len(text)-1, copyLimit)]
	}
	sequence := osc52.New(text)
	if name := os.Getenv("TERM"); strings.HasPrefix(name, "screen") && os.Getenv("TMUX") == "" {
		sequence = sequence.Screen()
	}
	return t.screen.Aside(sequence.String())
}
