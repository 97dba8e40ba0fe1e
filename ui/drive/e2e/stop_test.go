package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// Row 33, with a signal of another process: the shell gets its terminal back restored.
func TestStopSignalRestoresAndForegroundComesBack(t *testing.T) {
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		for _, flag := range []string{"", " --plain-output"} {
			terminal := fromShell(t, "--interval 1h"+flag)
			before := still(terminal, owned(8080, listener.PID))
			for range 2 {
				signalled(t, syscall.SIGTSTP)
				terminal.WaitFor(drive.Shows("prompt>"), drive.Hides("EPHEMERAL"), restored())
				stopped(t)
				terminal.Send("fg enter")
				same(terminal, before, "TSTP and fg"+flag)
			}
			terminal.Send("q").WaitFor(drive.Shows("prompt>"), restored())
		}
	})
}

// Row 33, with SIGSTOP, which no program can handle. A shell with line editing sets its own
// terminal modes and does not restore them.
func TestProgramStoppedBySIGSTOPHasItsKeysAgain(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("SKIPPED: bash is needed (apt-get install bash)")
	}
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		shell := exec.Command(bash, "--norc", "-i")
		shell.Env = drive.Env("PS1=prompt> ", "BERTH="+program().Path)
		terminal := drive.Open(t, shell, drive.Options{})
		terminal.WaitFor(drive.Shows("prompt>")).Write("$BERTH --interval 1h\r")
		before := still(terminal, owned(8080, listener.PID))
		for range 2 {
			signalled(t, syscall.SIGSTOP)
			stopped(t)
			terminal.WaitFor(drive.Shows("prompt>")).Send("fg enter")
			same(terminal, before, "STOP and fg")
			terminal.Send("?").WaitFor(drive.Shows("Backspace")).Send("esc")
			same(terminal, before, "help after STOP and fg")
		}
		terminal.Send("q").WaitFor(drive.Shows("prompt>"), drive.Hides("EPHEMERAL"))
		terminal.Send("e c h o space s a n e enter").WaitFor(drive.Shows("echo sane\nsane"))
	})
}

// signalled sends a signal to the program, which a shell has started.
func signalled(t *testing.T, signal syscall.Signal) {
	t.Helper()
	for _, link := range running(t) {
		var pid int
		if _, err := fmt.Sscanf(link, "/proc/%d/exe", &pid); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, signal); err != nil {
			t.Fatalf("send %v: %v", signal, err)
		}
	}
}

// Without a shell, as with ssh -t host berth, the kernel does not stop the program. It must
// then continue by itself and not wait for a shell.
func TestStopWithoutAShellComesBackByItself(t *testing.T) {
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		for name, stop := range map[string]func(*drive.Terminal){
			"Ctrl-Z": func(terminal *drive.Terminal) { terminal.Send("ctrl+z") },
			"TSTP":   func(terminal *drive.Terminal) { terminal.Signal(syscall.SIGTSTP) },
		} {
			terminal := start(t, "--interval", "1h")
			before := still(terminal, owned(8080, listener.PID))
			stop(terminal)
			terminal.WaitFor(drive.Becomes(name+" to leave the screen and to come back", func(terminal *drive.Terminal) bool {
				return strings.Count(string(terminal.Log()), "\x1b[?1049h") == 2
			}))
			same(terminal, before, name)
			terminal.Send("q")
			leaves(t, terminal, 0)
		}
	})
}
