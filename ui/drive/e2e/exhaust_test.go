package e2e

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// tightest matches the header line of the pool: the number of held ports, and the minutes
// and seconds until it is full.
var tightest = regexp.MustCompile(`TIGHTEST.* (\d+) of 50 .*full in (\d+):(\d+)`)

// TestPortsRunOutAndComeBack is the main use of berth from start to end, with 50 ports and
// five connections a second: it predicts when the ports run out, reports that they have,
// finds the problem, recommends a remedy, and the remedy works.
func TestPortsRunOutAndComeBack(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		if err := os.WriteFile(portRange, []byte("20000 20049"), 0o644); err != nil {
			t.Fatal(err)
		}
		terminal := start(t)
		drip := worlds.Helper(t, "drip", fmt.Sprintf("127.0.0.1:%d", server.Port), "200ms")

		var said []string
		terminal.WaitFor(drive.Becomes("a forecast", func(t *drive.Terminal) bool {
			said = tightest.FindStringSubmatch(t.Screen())
			return said != nil
		}))
		held, _ := strconv.Atoi(said[1])
		minutes, _ := strconv.Atoi(said[2])
		seconds, _ := strconv.Atoi(said[3])
		// The figure on the screen is up to a second old, and rounded down.
		if left, got := float64(50-held)/5, float64(60*minutes+seconds); got < 0.7*left-1 || got > 1.4*left {
			t.Errorf("with %d held of 50 and 5 a second, it is full in %v s", held, got)
		}
		terminal.WaitFor(drive.Shows("50 of 50", "100%"))
		count := func() (held, failed int) {
			if _, err := fmt.Sscan(drip.Ask("count"), &held, &failed); err != nil {
				t.Fatal(err)
			}
			return held, failed
		}
		worlds.Until(t, "connects to fail", func() bool { held, failed := count(); return held == 50 && failed > 0 })

		terminal.Send("shift+tab").WaitFor(drive.Shows("╸Findings", "critical", "destination runs out of ports", "50 of 50"))
		terminal.Send("i").WaitFor(drive.Shows("Advice", `sysctl -w net.ipv4.ip_local_port_range="1024 65535"`, "64,5"))
		terminal.Send("esc").WaitFor(drive.Hides("Advice"))
		terminal.Send("w").WaitFor(drive.Shows("What if: 127.0.0.1", "50 ports held", "1024-65535"))
		terminal.Send("esc").WaitFor(drive.Hides("What if: 127"))
		terminal.Send("a").WaitFor(drive.Shows("Set net.ipv4.ip_local_port_range", "20000 20049", "1024 65535"))
		press(terminal, "[ Set it ]")
		terminal.WaitFor(drive.Shows("is 1024 65535, was 20000 20049"))
		worlds.Until(t, "connects to succeed again", func() bool { held, _ := count(); return held > 60 })
		terminal.WaitFor(drive.Shows("1024–65535"), drive.Hides("destination runs out of ports"))
	})
}
