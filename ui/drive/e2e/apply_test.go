package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
	"berth/ui/drive"
)

const portRange = "/proc/sys/net/ipv4/ip_local_port_range"

// setting is a sysctl of the test's network namespace.
func setting(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}

// TestConnectsSucceedAgainOnceAWiderRangeIsApplied tries a range in the what-if dialog,
// applies it, and undoes it.
func TestConnectsSucceedAgainOnceAWiderRangeIsApplied(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		if err := os.WriteFile(portRange, []byte("20000 20019"), 0o644); err != nil {
			t.Fatal(err)
		}
		drip := worlds.Helper(t, "drip", fmt.Sprintf("127.0.0.1:%d", server.Port), "50ms")
		count := func() (held, failed int) {
			if _, err := fmt.Sscan(drip.Ask("count"), &held, &failed); err != nil {
				t.Fatal(err)
			}
			return held, failed
		}
		terminal := start(t)
		terminal.WaitFor(drive.Shows("20 of 20", "100%"))
		worlds.Until(t, "connects to fail", func() bool { _, failed := count(); return failed > 0 })

		terminal.Send("w").WaitFor(drive.Shows("What if: 127.0.0.1", "20 ports held"))
		terminal.Send("down").Send("30000-30999").WaitFor(drive.Shows("range 30000-30999", "1,000"))
		if got := setting(t, portRange); got != "20000 20019" {
			t.Fatalf("what-if changed it to %s", got)
		}
		terminal.Send("a").WaitFor(drive.Shows("Set net.ipv4.ip_local_port_range", "20000 20019", "30000 30999", "berth's own"))
		press(terminal, "[ Set it ]")
		terminal.WaitFor(drive.Shows("is 30000 30999, was 20000 20019"))
		if got := setting(t, portRange); got != "30000 30999" {
			t.Fatalf("the range is %s", got)
		}
		worlds.Until(t, "connects to succeed", func() bool { held, _ := count(); return held > 25 })

		terminal.Send("u").WaitFor(drive.Shows("Undo net.ipv4.ip_local_port_range"))
		press(terminal, "[ Undo ]")
		terminal.WaitFor(drive.Shows("is 20000 20019 again"))
		if got := setting(t, portRange); got != "20000 20019" {
			t.Errorf("the range is %s", got)
		}
	})
}

// TestRemainingChangeIsReportedAtTheEnd quits without undoing the change.
func TestRemainingChangeIsReportedAtTheEnd(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		worlds.Helper(t, "drip", fmt.Sprintf("127.0.0.1:%d", server.Port), "1s")
		const reuse = "/proc/sys/net/ipv4/tcp_tw_reuse"
		terminal := start(t)
		terminal.WaitFor(drive.Shows("TIGHTEST   127.0.0.1"))
		terminal.Send("w").WaitFor(drive.Shows("What if"))
		terminal.Send("down").Send("down").Send("a").WaitFor(drive.Shows("Set net.ipv4.tcp_tw_reuse"))
		press(terminal, "[ Set it ]")
		terminal.WaitFor(drive.Shows("net.ipv4.tcp_tw_reuse is 1, was 2"))
		terminal.Send("esc").WaitFor(drive.Hides("What if"))
		terminal.Send("q")
		if code := terminal.Exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		if log := string(terminal.Log()); !strings.Contains(log, `berth: net.ipv4.tcp_tw_reuse stays 1; it was 2: sysctl -w net.ipv4.tcp_tw_reuse="2"`) {
			t.Errorf("the end says %q", log[max(0, len(log)-400):])
		}
		if got := setting(t, reuse); got != "1" {
			t.Errorf("tcp_tw_reuse is %s", got)
		}
	})
}

// TestReadOnlyProcSysIsReportedBeforeTheDialog: if /proc/sys cannot be written, no dialog opens.
func TestReadOnlyProcSysIsReportedBeforeTheDialog(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		worlds.Helper(t, "drip", fmt.Sprintf("127.0.0.1:%d", server.Port), "1s")
		const tree = "/proc/sys"
		if err := unix.Mount(tree, tree, "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount("", tree, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
			t.Fatal(err)
		}
		terminal := start(t)
		terminal.WaitFor(drive.Shows("TIGHTEST   127.0.0.1"))
		terminal.Send("w").WaitFor(drive.Shows("What if"))
		terminal.Send("down").Send("a").WaitFor(drive.Shows("cannot be set from here: /proc/sys is mounted read-only"))
	})
}
