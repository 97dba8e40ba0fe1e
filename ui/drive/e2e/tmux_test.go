package e2e

import (
	"os/exec"
	"strings"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

func TestInsideTmux(t *testing.T) {
	path := tool("tmux")
	if path == "" {
		t.Skip("SKIPPED: tmux is not installed (Debian: apt-get install tmux)")
	}
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		sockets := t.TempDir()
		tmux := func(args ...string) (string, error) {
			cmd := exec.Command(path, append([]string{"-u", "-L", "private", "-f", "/dev/null"}, args...)...)
			cmd.Env = drive.Env("TMUX_TMPDIR="+sockets, "SHELL=/bin/sh")
			out, err := cmd.CombinedOutput()
			return string(out), err
		}
		t.Cleanup(func() { _, _ = tmux("kill-server") }) // it is gone already when all went well
		if out, err := tmux("new-session", "-d", "-x", "120", "-y", "36", program().Path); err != nil {
			t.Fatalf("start tmux: %v\n%s", err, out)
		}
		shows := func(texts ...string) {
			t.Helper()
			var screen string
			if !worlds.Eventually(func() bool {
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
