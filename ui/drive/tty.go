package drive

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"berth/model/patience"
)

// unread is how long Send waits for a key to be read before it sends the next.
const unread = 10 * time.Second

// typing is the time limit for a program to read one write.
const typing = time.Minute

// Send presses keys, in the notation of Driver.Keys. Each key is sent after the program
// has read the previous one: several keys in one read would be taken as one key, and no
// user types that fast.
func (t *Terminal) Send(keys string) *Terminal {
	t.tb.Helper()
	for _, s := range strokes(keys) {
		t.Write(s.bytes)
		limit := unread
		if s.bytes == "\x1b" { // read together with the next key it would be Alt and that key
			limit = patience.Of(t.tb)
		}
		t.drained(limit)
	}
	return t
}

// Paste pastes text as a terminal does in bracketed paste mode.
func (t *Terminal) Paste(text string) *Terminal {
	t.tb.Helper()
	return t.Write("\x1b[200~" + text + "\x1b[201~")
}

// Write sends bytes unchanged.
func (t *Terminal) Write(bytes string) *Terminal {
	t.tb.Helper()
	_ = t.master.SetWriteDeadline(time.Now().Add(typing)) // works because Go's poller handles the file
	if _, err := t.master.WriteString(bytes); err != nil {
		t.tb.Fatalf("write %q to the terminal: %v", bytes, err)
	}
	return t
}

// drained waits until the program has read all input, or for a limited time, as it may
// be stuck.
func (t *Terminal) drained(limit time.Duration) {
	theirs, err := t.peer()
	if err != nil {
		return // the terminal and its reader are gone
	}
	defer unix.Close(theirs)
	late := time.After(limit)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for readable(theirs) {
		select {
		case <-look.C:
		case <-late:
			return
		case <-t.ended:
			return
		}
	}
}

// Read reports whether the program has read all input.
func (t *Terminal) Read() bool {
	theirs, err := t.peer()
	if err != nil {
		return true // as in drained
	}
	defer unix.Close(theirs)
	return !readable(theirs)
}

// readable reports whether a read of the program's end would return something.
// Unlike FIONREAD, poll waits for data that is still in transit in the kernel.
func readable(fd int) bool {
	n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
	return n > 0 || errors.Is(err, unix.EINTR)
}

// peer opens the program's end. Since Linux 4.13 this needs no path, so it works in
// every mount namespace.
func (t *Terminal) peer() (theirs int, err error) {
	err = t.control(func(fd int) error {
		n, _, no := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCGPTPEER, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC)
		if no != 0 {
			return no
		}
		theirs = int(n)
		return nil
	})
	return theirs, err
}

// termios is the state of the line discipline. The kernel returns that of the program's
// end even if we query our end.
func (t *Terminal) termios() (state *unix.Termios, err error) {
	err = t.control(func(fd int) error {
		state, err = unix.IoctlGetTermios(fd, unix.TCGETS)
		return err
	})
	return state, err
}

// size sets the size of the window; the kernel notifies the program.
func (t *Terminal) size(width, height int) error {
	return t.control(func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(height), Col: uint16(width)})
	})
}

// control calls f with our end of the terminal.
func (t *Terminal) control(f func(fd int) error) error {
	raw, err := t.master.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return failed
}

// Restored is nil if the terminal has the same state as before the program: line
// discipline, main screen, cursor, mouse, bracketed paste.
func (t *Terminal) Restored() error {
	var wrong []string
	now, err := t.termios()
	switch {
	case err != nil:
		return fmt.Errorf("read terminal state: %w", err)
	case *now != t.before:
		wrong = append(wrong, "the line discipline is not as it was")
	}
	for mode, on := range map[int]bool{1049: false, 25: true, 1000: false, 1002: false, 1003: false, 1006: false, 2004: false} {
		if is, switched := t.Mode(mode); switched && is != on {
			wrong = append(wrong, fmt.Sprintf("mode %d is %v", mode, is))
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, ", "))
	}
	return nil
}

// Mode is the last state of a DEC private mode; ok is false if the program never
// switched it.
func (t *Terminal) Mode(number int) (on, switched bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	on, switched = t.modes[number]
	return on, switched
}

// Signal sends a signal to the program.
func (t *Terminal) Signal(s syscall.Signal) *Terminal {
	t.tb.Helper()
	if err := t.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.tb.Fatalf("send %v: %v", s, err)
	}
	return t
}
