package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

func TestQuitKeysRestoreTheTerminal(t *testing.T) {
	inside(t, func(t *testing.T) {
		for _, key := range []string{"q", "f10", "ctrl+c"} {
			terminal := start(t)
			terminal.Send(key)
			leaves(t, terminal, 0)
		}
	})
}

func TestSignalsRestoreTheTerminal(t *testing.T) {
	inside(t, func(t *testing.T) {
		for signal, code := range map[syscall.Signal]int{
			syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129, syscall.SIGQUIT: 131,
		} {
			terminal := start(t)
			terminal.Signal(signal)
			leaves(t, terminal, code)
		}
	})
}

// With a frozen window or a dead connection, writing to the terminal blocks forever.
func TestSignalsEndTheProgramWhenNobodyReadsTheTerminal(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		goOn := terminal.Stall()
		defer goOn()
		pid := terminal.Process().Pid
		stuck, frames := 0, 0
		worlds.Until(t, "the program to be stuck in a write", func() bool {
			if stuck++; !waits(t, pid, fmt.Sprintf("%d 0x1 ", syscall.SYS_WRITE)) {
				stuck = 0
				terminal.Resize(200+frames%2, 60) // a frame of some 10 KB; a pty holds less
				frames++
			}
			return stuck == 5
		})
		terminal.Signal(syscall.SIGTERM)
		worlds.Until(t, "the program to end while the terminal is still not read", terminal.Ended)
		goOn()
		if code := terminal.Exit(); code != 143 {
			t.Errorf("exit code %d, want 143", code)
		}
	})
}

// waits reports whether a thread of the process is in a system call. call is its number
// and, optionally, its first arguments, as in "1 0x1 ".
func waits(t *testing.T, pid int, call string) bool {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		if text, err := os.ReadFile(thread); err == nil && strings.HasPrefix(string(text), call) {
			return true
		}
	}
	return false
}

// fromShell starts the dashboard at the prompt of a shell.
func fromShell(t *testing.T, flags string) *drive.Terminal {
	t.Helper()
	shell := exec.Command("/bin/sh", "-i")
	shell.Env = drive.Env("PS1=prompt> ", "ENV=", "BERTH="+program().Path)
	terminal := drive.Open(t, shell, drive.Options{})
	terminal.WaitFor(drive.Shows("prompt>")).Write("$BERTH " + flags + "\r")
	return terminal
}

func TestSuspendRestoresAndForegroundComesBack(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := ready(fromShell(t, ""))

		terminal.Send("ctrl+z").WaitFor(drive.Shows("prompt>"), drive.Hides("EPHEMERAL"))
		terminal.WaitFor(restored())
		stopped(t)

		terminal.Send("fg enter")
		ready(terminal)
		if on, _ := terminal.Mode(1049); !on {
			t.Error("back in the foreground it does not draw on the alternate screen")
		}
		terminal.Send("8080").WaitFor(drive.Shows("port=8080"))
		terminal.Send("q").WaitFor(drive.Shows("prompt>"))
		terminal.WaitFor(restored())
		terminal.Send("exit enter")
		terminal.Exit()
	})
}

// restored waits until the terminal is restored.
func restored() drive.Condition {
	return drive.Becomes("the terminal to be restored", func(terminal *drive.Terminal) bool { return terminal.Restored() == nil })
}

// When a terminal is lost, the kernel sends HUP to the session of this terminal. A process
// may ignore HUP, so berth must not depend on it.
func TestLostTerminalEndsTheProgram(t *testing.T) {
	inside(t, func(t *testing.T) {
		for name, cmd := range map[string]*exec.Cmd{
			"hangup":         program(),
			"hangup ignored": exec.Command("/bin/sh", "-c", fmt.Sprintf("trap '' HUP; exec %q", program().Path)),
			"no hangup sent": exec.Command("/bin/sh", "-c", fmt.Sprintf("trap '' HUP; setsid --wait %q", program().Path)),
		} {
			terminal := ready(drive.Open(t, cmd, drive.Options{}))
			if got := running(t); len(got) != 1 {
				t.Fatalf("%s: running are %v, want one", name, got)
			}
			terminal.Hangup()
			worlds.Until(t, name+": the program to end", func() bool { return len(running(t)) == 0 })
		}
	})
}

// stopped waits until the program, which a shell has started, is stopped. It leaves its
// screen before that.
func stopped(t *testing.T) {
	t.Helper()
	worlds.Until(t, "the program to be stopped", func() bool {
		for _, link := range running(t) {
			stat, err := os.ReadFile(filepath.Dir(link) + "/stat")
			if _, state, _ := strings.Cut(string(stat), ") "); err != nil || !strings.HasPrefix(state, "T ") {
				return false
			}
		}
		return true
	})
}

// running are the processes of the program under test.
func running(t *testing.T) []string {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == program().Path {
			found = append(found, link)
		}
	}
	return found
}
