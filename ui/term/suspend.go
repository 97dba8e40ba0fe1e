package term

import (
	"os"
	"os/signal"
	"syscall"
	"time"
	"unsafe"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// stopTime is how long a program that was to be stopped may run on until it is woken.
const stopTime = 300 * time.Millisecond

// resume takes the terminal again when the program was stopped from outside, by a
// STOP that nobody hears of, and goes on: a shell has written over the screen
// meanwhile and set the modes of its own. After Ctrl-Z Bubble Tea does that, and
// what it finds then is what it restores in the end.
func (t *Terminal) resume() {
	defer t.rescue()
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	for range goesOn {
		if t.away.Load() {
			continue
		}
		_, _ = term.MakeRaw(os.Stdin.Fd()) // a terminal that is gone is found out by look
		t.screen.Repaint()
	}
}

// halt stops the program as Ctrl-Z does when somebody else asks for it with TSTP:
// left to itself, the signal would stop it on the alternate screen.
func (t *Terminal) halt(p *tea.Program) {
	defer t.rescue()
	for range t.stop {
		p.Send(tea.Suspend())
	}
}

// pass sees what Bubble Tea is about to do. It stops the program by a TSTP to the
// whole process group, which must do what it does by default then, and waits for
// CONT.
func (t *Terminal) pass(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.WindowSizeMsg:
		t.screen.Forget()
	case tea.SuspendMsg:
		if t.awake != nil {
			return nil // asked for twice
		}
		t.away.Store(true)
		t.caught = byDefault.of(syscall.SIGTSTP)
		t.awake = make(chan struct{})
		go t.wake(t.awake)
	case tea.ResumeMsg:
		close(t.awake)
		t.awake = nil
		t.caught.of(syscall.SIGTSTP)
		t.away.Store(false)
	}
	return msg
}

// wake ends the wait for CONT of a program that has not been stopped at all. The
// kernel stops no process group that no shell looks after: the one of ssh -t host
// berth, of a container, of a new window of tmux.
func (t *Terminal) wake(awake chan struct{}) {
	defer t.rescue()
	for {
		select {
		case <-awake:
			return
		case <-time.After(stopTime):
			_ = syscall.Kill(os.Getpid(), syscall.SIGCONT) // to ourselves, which nobody forbids
		}
	}
}

// disposition is what a signal does to this process: the kernel's struct sigaction,
// whose layout differs between machines and fits. All zero is the default.
type disposition [8]uint64

var byDefault disposition

// of makes it the disposition of a signal and returns the one before. signal.Reset
// would not do: Go keeps its handler and does nothing in it (runtime, sigdisable).
func (d *disposition) of(s syscall.Signal) (before disposition) {
	const setSize = 8 // bytes of a set of signals; on MIPS, where they are 16, nothing is changed
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(s), uintptr(unsafe.Pointer(d)), uintptr(unsafe.Pointer(&before)), setSize, 0, 0)
	return before
}
