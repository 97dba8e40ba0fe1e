package e2e

import (
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"berth/source/worlds"
	"berth/ui/drive"
)

func TestQuitKeysRestoreTheTerminal(t *testing.T) {
	inside(t, func(t *testing.T) {
		for _, key := range []string{"q", "f10", "ctrl+c"} {
			terminal := start(t)
			terminal.Send(key)
			leaves(t, terminal, time.Second, 0)
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
			leaves(t, terminal, time.Second, code)
		}
	})
}

func TestSuspendRestoresAndForegroundComesBack(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		shell := exec.Command("/bin/sh", "-i")
		shell.Env = drive.Env("PS1=prompt> ", "ENV=", "BERTH="+program().Path)
		terminal := drive.Open(t, shell, drive.Options{})
		terminal.WaitFor(drive.Shows("prompt>")).Send("$BERTH enter")
		ready(terminal)

		terminal.Send("ctrl+z").WaitFor(drive.Shows("prompt>"), drive.Hides("EPHEMERAL"))
		terminal.WaitFor(restored())

		terminal.Send("fg enter")
		ready(terminal)
		if on, _ := terminal.Mode(1049); !on {
			t.Error("back in the foreground it does not draw on the alternate screen")
		}
		terminal.Send("8080").WaitFor(drive.Shows("port=8080"))
		terminal.Send("q").WaitFor(drive.Shows("prompt>"))
		terminal.WaitFor(restored())
		terminal.Send("exit enter")
		terminal.Exit(time.Second)
	})
}

// restored waits for the terminal to be as it was.
func restored() drive.Condition {
	return drive.Becomes("the terminal to be restored", func(terminal *drive.Terminal) bool { return terminal.Restored() == nil })
}

func TestLostTerminalEndsTheProgram(t *testing.T) {
	inside(t, func(t *testing.T) {
		for name, cmd := range map[string]*exec.Cmd{
			"hangup":         program(),
			"hangup ignored": exec.Command("/bin/sh", "-c", fmt.Sprintf("trap '' HUP; exec %q", program().Path)),
		} {
			terminal := drive.Open(t, cmd, drive.Options{})
			ready(terminal).Hangup()
			if code := terminal.Exit(2 * time.Second); code != 129 {
				t.Errorf("%s: exit code %d, want 129", name, code)
			}
		}
	})
}
