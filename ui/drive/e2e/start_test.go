package e2e

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
	"berth/ui/drive"
)

// A program that queries the terminal waits up to five seconds for the answer before its
// first frame. The test shows that no query was written, so berth does not wait; make bench
// measures the time to the first frame.
func TestFirstFrameComesSoonOnATerminalThatNeverAnswers(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := drive.Open(t, program(), drive.Options{Mute: true})
		terminal.WaitFor(drive.Shows("EPHEMERAL", "PROTO", "8080"))
		if name := terminal.Asked(); name != "" {
			t.Errorf("the terminal was asked for %s before the first frame", name)
		}
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

func TestHelpAndVersionNeverQueryTheTerminal(t *testing.T) {
	for _, flag := range []string{"--help", "--version"} {
		terminal := drive.Open(t, program(flag), drive.Options{Mute: true})
		if code := terminal.Exit(); code != 0 {
			t.Errorf("berth %s: exit code %d", flag, code)
		}
		if log := terminal.Log(); len(log) == 0 || bytes.Contains(log, []byte("\x1b")) {
			t.Errorf("berth %s wrote %q, want text without escapes", flag, log)
		}
	}
}

func TestUnusableTerminalIsReported(t *testing.T) {
	for name, env := range map[string][]string{
		"dumb":  {"TERM=dumb"},
		"empty": {"TERM="},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := program()
			cmd.Env = drive.Env(env...)
			terminal := drive.Open(t, cmd, drive.Options{})
			if code := terminal.Exit(); code != 2 {
				t.Errorf("exit code %d, want 2", code)
			}
			if log := string(terminal.Log()); !strings.Contains(log, "hint:") || strings.Contains(log, "\x1b") {
				t.Errorf("wrote %q, want a hint and no escapes", log)
			}
		})
	}
	t.Run("pipe", func(t *testing.T) {
		out, code := piped(t)
		if code != 2 || !strings.Contains(out, "hint:") || strings.Contains(out, "\x1b") {
			t.Errorf("exit code %d, wrote %q, want 2, a hint and no escapes", code, out)
		}
	})
}

func TestUnknownFlagIsNamedInOneLine(t *testing.T) {
	out, code := piped(t, "--read-onyl")
	if code != 2 || strings.Count(out, "\n") != 1 || !strings.Contains(out, "--read-only") {
		t.Errorf("exit code %d, wrote %q, want 2 and one line that names --read-only", code, out)
	}
}

func TestInvalidFilterIsNamedInTheFirstLine(t *testing.T) {
	out, code := piped(t, "port=http")
	if code != 2 || out == "" || strings.Contains(out, "goroutine") {
		t.Errorf("exit code %d, wrote %q, want 2 and what is wrong", code, out)
	}
}

func TestMissingProcIsReportedInOneLine(t *testing.T) {
	inside(t, func(t *testing.T) {
		if err := unix.Mount("tmpfs", "/proc", "tmpfs", 0, ""); err != nil {
			t.Fatalf("hide /proc: %v", err)
		}
		terminal := drive.Open(t, program(), drive.Options{})
		leaves(t, terminal, 1)
		log := withoutDetector(string(terminal.Log()))
		if strings.Count(log, "\n") != 1 || !strings.Contains(log, "/proc") || strings.Contains(log, "\x1b") {
			t.Errorf("wrote %q, want one line that names /proc", log)
		}
	})
}

// withoutDetector is the output of the program without that of the race detector, which
// also reports a missing /proc, in lines like ==7==WARNING.
func withoutDetector(log string) string {
	return regexp.MustCompile(`(?m)^==\d+==.*\n`).ReplaceAllString(log, "")
}

// piped runs the program without a terminal and returns its output.
func piped(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	cmd := program(args...)
	cmd.Env = drive.Env()
	text, err := cmd.CombinedOutput()
	if _, ended := err.(*exec.ExitError); err != nil && !ended {
		t.Fatalf("run berth: %v", err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}
