package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"berth/model/safe"
	"berth/source/worlds"
	"berth/ui/drive"
	"berth/ui/table"
)

// multiplexer is a tmux server for this test only.
func multiplexer(t *testing.T, path string) (tmux func(args ...string) (string, error)) {
	t.Helper()
	sockets := t.TempDir()
	tmux = func(args ...string) (string, error) {
		cmd := exec.Command(path, append([]string{"-u", "-L", "private", "-f", "/dev/null"}, args...)...)
		cmd.Env = drive.Env("TMUX_TMPDIR="+sockets, "SHELL=/bin/sh")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	t.Cleanup(func() { _, _ = tmux("kill-server") }) // it fails if the server has already ended, which is normal
	return tmux
}

// needTmux is the path of tmux; it skips the test if tmux is not installed.
func needTmux(t *testing.T) string {
	t.Helper()
	path := tool("tmux")
	if path == "" {
		t.Skip("SKIPPED: tmux is not installed (Debian: apt-get install tmux)")
	}
	return path
}

// Row 13: a name is as wide in tmux as berth has computed, so that the text and the border
// to the right of it are in the right cells.
func TestHostileNamesAreAsWideInTmuxAsBerthCounts(t *testing.T) {
	path := needTmux(t)
	inside(t, func(t *testing.T) {
		tmux := multiplexer(t, path)
		file := filepath.Join(t.TempDir(), "name")
		for i, h := range hostile {
			text := safe.Sanitise(h.comm + " " + h.argv).String()
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			session := fmt.Sprint("s", i)
			if out, err := tmux("new-session", "-d", "-s", session, "-x", "200", "-y", "5", "cat "+file+"; read wait"); err != nil {
				t.Fatalf("start tmux: %v\n%s", err, out)
			}
			var x string
			if !worlds.Eventually(t, func() bool {
				x, _ = tmux("display-message", "-p", "-t", session, "#{cursor_x}")
				return strings.TrimSpace(x) == fmt.Sprint(table.Width(text))
			}) {
				t.Errorf("row %s: the cursor is at %s behind %q, want %d", h.row, x, text, table.Width(text))
			}
		}
	})
}

func TestInsideTmux(t *testing.T) {
	path := needTmux(t)
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		tmux := multiplexer(t, path)
		if out, err := tmux("new-session", "-d", "-x", "120", "-y", "36", program().Path); err != nil {
			t.Fatalf("start tmux: %v\n%s", err, out)
		}
		shows := func(texts ...string) {
			t.Helper()
			var screen string
			if !worlds.Eventually(t, func() bool {
				screen, _ = tmux("capture-pane", "-p")
				for _, text := range texts {
					if !strings.Contains(screen, text) {
						return false
					}
				}
				return true
			}) {
				t.Fatalf("tmux does not show %q\n%s", texts, screen)
			}
		}
		shows("EPHEMERAL", "PROTO", "8080", "quit")
		if out, err := tmux("send-keys", "8080"); err != nil {
			t.Fatalf("send keys: %v\n%s", err, out)
		}
		shows("port=8080")
		if out, err := tmux("send-keys", "q"); err != nil {
			t.Fatalf("send keys: %v\n%s", err, out)
		}
		worlds.Until(t, "the session to end", func() bool {
			_, err := tmux("has-session")
			return err != nil
		})
	})
}
