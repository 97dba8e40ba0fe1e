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

// stopTime is how long to wait for the stop; if the program still runs then, it continues by itself.
const stopTime = 300 * time.Millisecond

// resume sets up the terminal again after the program was stopped by SIGSTOP, which no
// handler sees, and continues: a shell has meanwhile written over the screen and set
// its own modes. After Ctrl-Z Bubble Tea does this itself; it restores in the end what
// it finds then.
func (t *Terminal) resume() {
	defer t.rescue()
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	for range goesOn {
		if t.away.Load() {
			continue
		}
		_, _ = term.MakeRaw(os.Stdin.Fd()) // if the terminal is gone, look finds out
		t.screen.Repaint()
	}
}

// halt stops the program like Ctrl-Z after a TSTP from outside: by default this signal
// would stop it on the alternate screen.
func (t *Terminal) halt(p *tea.Program) {
	defer t.rescue()
	for range t.stop {
		p.Send(tea.Suspend())
	}
}

// pass filters the messages of Bubble Tea. On a suspend, Bubble Tea sends TSTP to the
// whole process group and waits for CONT; TSTP must then have its default effect.
func (t *Terminal) pass(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.WindowSizeMsg:
		t.screen.Forget()
	case tea.SuspendMsg:
		if t.awake != nil {
			return nil // the second request
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

// wake sends CONT to a program that was not stopped at all. The kernel does not stop
// an orphaned process group, one without a shell: with ssh -t host berth, in a
// container, or in a new window of tmux.
func (t *Terminal) wake(awake chan struct{}) {
	defer t.rescue()
	for {
		select {
		case <-awake:
			return
		case <-time.After(stopTime):
			_ = syscall.Kill(os.Getpid(), syscall.SIGCONT) // a signal to this process is always permitted
		}
	}
}

// disposition is the effect of a signal on this process: the kernel's struct sigaction.
// Its layout differs between architectures, but all fit in here. All zero is the default.
type disposition [8]uint64

var byDefault disposition

// of sets the disposition of a signal and returns the previous one. signal.Reset is not
// enough: Go keeps its handler and ignores the signal in it (runtime, sigdisable).
func (d *disposition) of(s syscall.Signal) (before disposition) {
	const setSize = 8 // bytes of a set of signals; on MIPS, where they are 16, nothing is changed
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(s), uintptr(unsafe.Pointer(d)), uintptr(unsafe.Pointer(&before)), setSize, 0, 0)
	return before
}
