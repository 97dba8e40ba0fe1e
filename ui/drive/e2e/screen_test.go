package e2e

import (
	"bytes"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// still waits for the conditions and for the end of the frame, and returns the screen.
func still(terminal *drive.Terminal, screen drive.Condition) string {
	terminal.WaitFor(screen, drive.Becomes("a frame to end", func(terminal *drive.Terminal) bool {
		log := terminal.Log()
		return bytes.HasSuffix(log, []byte("\x1b[?2026l")) || bytes.HasSuffix(log, []byte("H"))
	}))
	return terminal.Styled()
}

// same waits until the screen looks the same again.
func same(terminal *drive.Terminal, before, after string) {
	terminal.WaitFor(drive.Becomes("the screen to look the same after "+after, func(terminal *drive.Terminal) bool {
		return terminal.Styled() == before
	}))
}

func TestScreenIsTheSameAfterAResize(t *testing.T) {
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		for _, args := range [][]string{{"--interval", "1h"}, {"--interval", "1h", "--plain-output"}} {
			terminal := start(t, args...)
			terminal.WaitFor(owned(8080, listener.PID)) // the next sample is an hour away
			for _, step := range []struct {
				keys   string
				screen drive.Condition
			}{
				{"down", drive.Shows("8080")},
				{"i", drive.Shows("key closes", "threads")}, // these appear a moment later
				{"esc", drive.Hides("key closes")},
				{"?", drive.Shows("Backspace")},
				{"esc", drive.Hides("Backspace")},
				{"tab", drive.Shows("COMMAND")},
				{"s", drive.Shows("Sort")},
				{"esc", drive.Hides("Sort")},
			} {
				before := still(terminal.Send(step.keys), step.screen)
				terminal.Resize(100, 30)
				terminal.WaitFor(drive.Becomes("the smaller screen", func(terminal *drive.Terminal) bool { return terminal.Styled() != before }))
				terminal.Resize(120, 36)
				same(terminal, before, "a resize, with "+step.keys)
			}
			terminal.Scribble("\x1b[H\x1b[41mgarbage\x1b[m\n\ngarbage")
			terminal.Send("ctrl+l").WaitFor(drive.Hides("garbage"), drive.Shows("berth", "8080"))
			terminal.Send("q").Exit()
		}
	})
}

func TestScreenIsTheSameAfterSuspend(t *testing.T) {
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		for _, flag := range []string{"", " --plain-output"} {
			terminal := fromShell(t, "--interval 1h"+flag)
			before := still(terminal, owned(8080, listener.PID))
			terminal.Send("ctrl+z").WaitFor(drive.Shows("prompt>"), drive.Hides("EPHEMERAL"), restored())
			stopped(t)
			terminal.Send("fg enter")
			same(terminal, before, "fg"+flag)
			terminal.Send("q").WaitFor(drive.Shows("prompt>"), restored())
		}
	})
}

// If another process stops the program, the shell prints its prompt over the screen.
func TestStoppedProgramRepaintsWhenItContinues(t *testing.T) {
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t, "--interval", "1h")
		before := still(terminal, owned(8080, listener.PID))
		terminal.Signal(syscall.SIGSTOP)
		terminal.Scribble("\x1b[5;1H\x1b[41mprompt> ")
		terminal.Signal(syscall.SIGCONT)
		same(terminal, before, "SIGCONT")
	})
}

func TestPlainOutputIsPlain(t *testing.T) {
	inside(t, func(t *testing.T) {
		for update, args := range map[bool][]string{true: nil, false: {"--plain-output"}} {
			terminal := start(t, args...)
			if got := bytes.Contains(terminal.Log(), []byte("\x1b[?2026h")); got != update {
				t.Errorf("%q: synchronised output is %v", args, got)
			}
			terminal.Send("q").Exit()
		}
	})
}
