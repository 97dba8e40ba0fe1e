package e2e

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// Row 35, for commands: no command waits for a terminal that never answers.
func TestCommandsNeverQueryTheTerminal(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		for _, args := range [][]string{{"list"}, {"list", "--by", "process"}, {"count", "state"}, {"summary"}, {"check", "8081"}, {"probe", "127.0.0.1:8080"}, {"kill", "8080", "--dry-run"}} {
			terminal := drive.Open(t, program(args...), drive.Options{Mute: true})
			if code := terminal.Exit(); code != 0 {
				t.Errorf("berth %v: exit code %d\n%s", args, code, terminal.Screen())
			}
			if log := terminal.Log(); len(log) == 0 || bytes.Contains(log, []byte("\x1b")) {
				t.Errorf("berth %v wrote %q, want text without escapes", args, log)
			}
		}
	})
}

// Rows 35 and 36, for old terminals and an unknown one.
func TestOtherTerminalsWorkAndAreNeverQueried(t *testing.T) {
	inside(t, func(t *testing.T) {
		for _, name := range []string{"vt100", "linux", "screen", "xterm", "tmux-256color", "xterm-kitty", "nobody-knows"} {
			cmd := program()
			cmd.Env = drive.Env("TERM=" + name)
			terminal := ready(drive.Open(t, cmd, drive.Options{Mute: true}))
			terminal.Send("? esc s esc tab q")
			leaves(t, terminal, 0)
		}
	})
}

// Row 37: a terminal is needed for standard input and for standard output.
func TestMissingTerminalOnOneSideIsReported(t *testing.T) {
	for name, line := range map[string]string{
		"nothing to read from": `exec "$0" </dev/null`, "a pipe to write to": `{ "$0"; echo "code $?" >&2; } | cat`, "nothing open": `exec "$0" <&- >&-`,
	} {
		terminal := drive.Open(t, exec.Command("/bin/sh", "-c", line, program().Path), drive.Options{Mute: true})
		code := terminal.Exit()
		log := string(terminal.Log())
		if code != 2 && !strings.Contains(log, "code 2") || !strings.Contains(log, "hint:") || strings.Contains(log, "\x1b") {
			t.Errorf("%s: exit code %d, wrote %q, want 2, a hint and no escapes", name, code, log)
		}
	}
}

// Row 30, for a long-running command: it does not change the terminal, and a shell sees
// 128+n.
func TestCommandEndsWithTheSignal(t *testing.T) {
	inside(t, func(t *testing.T) {
		for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129} {
			terminal := drive.Open(t, exec.Command("/bin/sh", "-c", `"$0" list --every 1h; echo "code $?"`, program().Path), drive.Options{})
			worlds.Until(t, "the command to run", func() bool { return len(running(t)) == 1 && strings.Contains(terminal.Screen(), "PROTO") })
			signalled(t, signal)
			terminal.Exit()
			if want := fmt.Sprintf("code %d", code); !strings.Contains(terminal.Screen(), want) {
				t.Errorf("%v: want %s\n%s", signal, want, terminal.Screen())
			}
		}
	})
}

// Row 85: many copies at the same time, of one user or of twenty, share nothing.
func TestManyAtTheSameTimeDoNotInterfere(t *testing.T) {
	depend()
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		one, other := start(t), start(t)
		one.WaitFor(owned(8080, listener.PID))
		other.WaitFor(owned(8080, listener.PID))
		var all sync.WaitGroup
		for user := range uint32(20) {
			all.Go(func() {
				cmd := program("list", "-l")
				cmd.Env = drive.Env()
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1000 + user, Gid: 1000 + user}}
				if out, err := cmd.Output(); err != nil || !bytes.Contains(out, []byte("8080")) {
					t.Errorf("user %d: %v, %s", 1000+user, err, out)
				}
			})
		}
		all.Wait()
		one.Send("q")
		leaves(t, one, 0)
		other.Send("8080").WaitFor(drive.Shows("port=8080"))
		other.Send("q")
		leaves(t, other, 0)
	})
}
