package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"berth/source/worlds"
	"berth/ui/drive"
)

// looks starts the dashboard with these variables, shows some of it, and
// returns what was written.
func looks(t *testing.T, env ...string) (screen, log string) {
	t.Helper()
	worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
	cmd := program()
	cmd.Env = drive.Env(env...)
	terminal := ready(drive.Open(t, cmd, drive.Options{}))
	screen = terminal.WaitFor(drive.Shows("8080")).Screen()
	terminal.Send("?").WaitFor(drive.Shows("filter expression"))
	terminal.Send("esc tab tab tab q")
	leaves(t, terminal, 2*time.Second, 0)
	return screen, string(terminal.Log())
}

var sgr = regexp.MustCompile(`\x1b\[([0-9;:]*)m`)

// colours are the parameters of SGR that set a colour: 30-49 and 90-107.
func colours(log string) []string {
	var found []string
	for _, m := range sgr.FindAllStringSubmatch(log, -1) {
		for _, p := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ';' || r == ':' }) {
			if n, _ := strconv.Atoi(p); 30 <= n && n <= 49 || 90 <= n && n <= 107 {
				found = append(found, m[0])
			}
		}
	}
	return found
}

func TestColoursAreThereUnlessNoColorIsSet(t *testing.T) {
	inside(t, func(t *testing.T) {
		if _, log := looks(t); len(colours(log)) == 0 {
			t.Error("no colours at all on a colour terminal")
		}
	})
}

func TestNoColorMeansNoColour(t *testing.T) {
	inside(t, func(t *testing.T) {
		if _, log := looks(t, "NO_COLOR=1"); len(colours(log)) != 0 {
			t.Errorf("wrote %q", colours(log)[0])
		}
	})
}

func TestLocaleThatIsNotUTF8GetsASCII(t *testing.T) {
	inside(t, func(t *testing.T) {
		_, log := looks(t, "LC_ALL=C")
		for i, r := range log {
			if r > '~' {
				t.Fatalf("wrote %q, after %q", r, log[max(i-60, 0):i])
			}
		}
	})
}

func TestUTF8LocaleGetsBars(t *testing.T) {
	inside(t, func(t *testing.T) {
		if screen, _ := looks(t); !strings.ContainsAny(screen, "█▏▎▍▌▋▊▉░") {
			t.Errorf("no bars on\n%s", screen)
		}
	})
}

func TestResizeStormEndsOnTheLastSize(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		for i := range 600 {
			terminal.Resize(1+i*7%250, 1+i*3%80)
		}
		terminal.Resize(80, 24)
		ready(terminal).WaitFor(drive.Shows("8080"))
		// What a larger window left behind would stand beyond the last line.
		terminal.WaitFor(drive.Becomes("24 lines with the keys at the bottom", func(terminal *drive.Terminal) bool {
			lines := strings.Split(terminal.Screen(), "\n")
			return len(lines) == 24 && strings.Contains(lines[23], "filter")
		}))
		terminal.Send("q")
		leaves(t, terminal, time.Second, 0)
	})
}

func TestSizesFromNothingToHugeAreSurvived(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		for _, size := range [][2]int{{1, 1}, {5, 20}, {19, 4}, {20, 5}, {300, 100}, {40, 10}} {
			terminal.Resize(size[0], size[1])
			if size[0] >= 40 {
				terminal.WaitFor(drive.Shows("PORT", "8080"))
				continue
			}
			terminal.WaitFor(drive.Becomes(fmt.Sprintf("something on %dx%d", size[0], size[1]), func(terminal *drive.Terminal) bool {
				return strings.TrimSpace(terminal.Screen()) != ""
			}))
		}
		terminal.Send("q")
		leaves(t, terminal, time.Second, 0)
	})
}
