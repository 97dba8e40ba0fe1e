package e2e

import (
	"fmt"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
	"berth/ui/drive"
)

// Row 31: the user can quit, whatever blocks.
func TestProgramEndsWhileAReadOfProcBlocks(t *testing.T) {
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		for _, file := range []string{"cmdline", "stat", "status", "cgroup"} {
			t.Run(file, func(t *testing.T) {
				worlds.MountFault(t, fmt.Sprintf("/proc/%d/%s", listener.PID, file), worlds.Fault{FIFO: true})
				for _, end := range []struct {
					key    string
					signal syscall.Signal
					code   int
				}{{"q", 0, 0}, {"ctrl+c", 0, 0}, {"", syscall.SIGTERM, 143}, {"", syscall.SIGHUP, 129}, {"", syscall.SIGQUIT, 131}} {
					terminal := start(t, "--interval", "100ms")
					terminal.WaitFor(drive.Shows("8080"))
					worlds.Until(t, "a read to block", func() bool { return waits(t, terminal.Process().Pid, fmt.Sprintf("%d ", unix.SYS_OPENAT)) })
					if terminal.Send(end.key); end.signal != 0 {
						terminal.Signal(end.signal)
					}
					leaves(t, terminal, end.code)
				}
			})
		}
	})
}
