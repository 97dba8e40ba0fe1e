package e2e

import (
	"regexp"
	"testing"
	"time"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"berth/ui/drive"
)

// The cost of a dashboard, measured from outside.

const userHZ = 100 // clock ticks a second in /proc/PID/stat, on every Linux that Go supports

// process is a running process.
func process(t *testing.T, pid int) procfs.Proc {
	t.Helper()
	p, err := procfs.NewProc(pid)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func cost(t *testing.T, pid int) procfs.ProcStat {
	t.Helper()
	stat, err := process(t, pid).Stat()
	if err != nil {
		t.Fatal(err)
	}
	return stat
}

// peak is the maximum resident memory of a process at any time.
func peak(t *testing.T, pid int) uint64 {
	t.Helper()
	status, err := process(t, pid).NewStatus()
	if err != nil {
		t.Fatal(err)
	}
	return status.VmHWM
}

func descriptors(t *testing.T, pid int) int {
	t.Helper()
	n, err := process(t, pid).FileDescriptorsLen()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var stacks = regexp.MustCompile(`goroutine \d+ `)

// goroutines is the number of goroutines of a program, and ends the program: at SIGABRT
// the Go runtime writes their stacks and exits.
func goroutines(t *testing.T, terminal *drive.Terminal) int {
	t.Helper()
	written := len(terminal.Log())
	terminal.Signal(unix.SIGABRT).Exit()
	n := len(stacks.FindAll(terminal.Log()[written:], -1))
	if n == 0 {
		t.Fatalf("no goroutine in %d bytes", len(terminal.Log())-written)
	}
	return n
}

// answers opens and closes the help of a dashboard, and returns the time that it took.
func answers(terminal *drive.Terminal) time.Duration {
	began := time.Now()
	terminal.Send("?").WaitFor(drive.Shows("Help"))
	terminal.Send("esc").WaitFor(drive.Shows("/ filter"))
	return time.Since(began)
}
