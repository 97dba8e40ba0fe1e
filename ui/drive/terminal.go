package drive

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"berth/model/patience"
)

// Options describe the terminal.
type Options struct {
	Width, Height int  // 120x36 if zero
	Mute          bool // it answers no query
}

// Terminal is a pseudo-terminal with a program on it.
type Terminal struct {
	tb      testing.TB
	cmd     *exec.Cmd
	master  *os.File
	before  unix.Termios
	started time.Time
	read    chan struct{} // closed when all output of the program was read
	ended   chan struct{} // closed when the program has ended

	stalled  chan struct{} // full while the terminal is not read
	answered atomic.Bool   // the emulator has answered a query

	mutex   sync.Mutex // guards the fields below
	screen  *vt.Emulator
	modes   map[int]bool // DEC private modes that the program has switched
	log     bytes.Buffer // all output
	changed chan struct{}
}

// Open starts a program on a terminal. The program ends with the test. If cmd has no
// environment, it gets Env.
func Open(tb testing.TB, cmd *exec.Cmd, o Options) *Terminal {
	tb.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 120, 36
	}
	if cmd.Env == nil {
		cmd.Env = Env()
	}
	master, slave, err := open()
	if err != nil {
		tb.Fatalf("open pty: %v", err)
	}
	t := &Terminal{
		tb: tb, cmd: cmd, master: master,
		read: make(chan struct{}), ended: make(chan struct{}), stalled: make(chan struct{}, 1),
		screen: vt.NewEmulator(o.Width, o.Height), modes: map[int]bool{}, changed: make(chan struct{}),
	}
	t.screen.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { t.modes[m.Mode()] = true },
		DisableMode: func(m ansi.Mode) { t.modes[m.Mode()] = false },
	})
	if err := t.begin(slave, o); err != nil {
		tb.Fatalf("start %s on a pty: %v", cmd.Path, err)
	}
	tb.Cleanup(t.end)
	return t
}

// open opens a pty. Our end is non-blocking, so that Go's poller handles it and closing
// it ends a waiting read; creack/pty leaves it blocking.
func open() (master, slave *os.File, err error) {
	ours, slave, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer ours.Close()
	fd, err := unix.FcntlInt(ours.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		slave.Close()
		return nil, nil, err
	}
	return os.NewFile(uintptr(fd), ours.Name()), slave, nil
}

// begin starts the program with the terminal as its controlling one.
func (t *Terminal) begin(slave *os.File, o Options) error {
	defer slave.Close() // only the program keeps it open, so that a read sees its end
	if err := t.size(o.Width, o.Height); err != nil {
		return err
	}
	before, err := t.termios()
	if err != nil {
		return err
	}
	t.before = *before
	t.cmd.Stdin, t.cmd.Stdout, t.cmd.Stderr = slave, slave, slave
	if t.cmd.SysProcAttr == nil {
		t.cmd.SysProcAttr = &unix.SysProcAttr{}
	}
	t.cmd.SysProcAttr.Setsid, t.cmd.SysProcAttr.Setctty = true, true
	t.started = time.Now()
	if err := t.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = t.cmd.Wait() // ProcessState has the result
		close(t.ended)
	}()
	go t.listen()
	go t.answer(o.Mute)
	return nil
}

// listen shows the output of the program until no program has the terminal open.
func (t *Terminal) listen() {
	defer close(t.read)
	buffer := make([]byte, 32<<10)
	for {
		n, err := t.master.Read(buffer)
		t.stalled <- struct{}{}
		<-t.stalled
		t.mutex.Lock()
		t.log.Write(buffer[:n])
		_, _ = t.screen.Write(buffer[:n])
		close(t.changed)
		t.changed = make(chan struct{})
		t.mutex.Unlock()
		if err != nil {
			return
		}
	}
}

// answer sends the replies of the emulator to the program, or drops them. The emulator
// blocks in Write until its replies are read.
func (t *Terminal) answer(mute bool) {
	reply := make([]byte, 1<<10)
	for {
		n, err := t.screen.Read(reply)
		if err != nil {
			return
		}
		t.answered.Store(true)
		if !mute {
			_, _ = t.master.Write(reply[:n]) // fails if the terminal and the program are gone
		}
	}
}

// end closes the terminal and waits until the program has ended.
func (t *Terminal) end() {
	select {
	case <-t.ended:
	default:
		_ = t.cmd.Process.Kill()
	}
	<-t.ended
	t.Hangup()
	<-t.read
	if pipe, ok := t.screen.InputPipe().(interface{ CloseWithError(error) error }); ok {
		_ = pipe.CloseWithError(errors.New("terminal closed")) // ends answer
	}
}

// Env is the environment of a user at a colour terminal, with additions. It does not
// contain our own environment, such as CI, which disables colours.
func Env(more ...string) []string {
	return append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8",
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "USER=" + os.Getenv("USER"),
		"GORACE=atexit_sleep_ms=0", // a race-built program would sleep a second before it ends
	}, more...)
}

// Process is the program on the terminal.
func (t *Terminal) Process() *os.Process { return t.cmd.Process }

// Hangup closes the terminal, as when an SSH connection is lost.
func (t *Terminal) Hangup() { _ = t.master.Close() }

// Stall stops reading the output of the program, like a terminal with a frozen window,
// until the returned function is called.
func (t *Terminal) Stall() (goOn func()) {
	t.stalled <- struct{}{}
	return sync.OnceFunc(func() { <-t.stalled })
}

// Resize changes the size of the window.
func (t *Terminal) Resize(width, height int) {
	t.tb.Helper()
	t.mutex.Lock()
	t.screen.Resize(width, height)
	t.mutex.Unlock()
	if err := t.size(width, height); err != nil {
		t.tb.Fatalf("resize to %dx%d: %v", width, height, err)
	}
}

// Ended reports whether the program has ended.
func (t *Terminal) Ended() bool {
	select {
	case <-t.ended:
		return true
	default:
		return false
	}
}

// Exit waits for the end of the program and returns its exit code; -1 if a signal ended
// it. All its output is then on the screen and in the log.
func (t *Terminal) Exit() int {
	t.tb.Helper()
	late := time.After(patience.Of(t.tb))
	for _, over := range []chan struct{}{t.ended, t.read} {
		select {
		case <-over:
		case <-late:
			t.tb.Fatalf("the program is still there\n%s", t.Screen())
		}
	}
	return t.cmd.ProcessState.ExitCode()
}
