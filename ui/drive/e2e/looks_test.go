package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// looks starts the dashboard with these environment variables, opens several parts of it,
// and returns its output.
func looks(t *testing.T, env ...string) (screen, log string) {
	t.Helper()
	listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
	defer listener.Stop()
	cmd := program()
	cmd.Env = drive.Env(env...)
	terminal := ready(drive.Open(t, cmd, drive.Options{}))
	screen = terminal.WaitFor(drive.Shows("8080")).Screen()
	terminal.Send("?").WaitFor(drive.Shows("filter expression"))
	terminal.Send("esc tab tab tab q")
	leaves(t, terminal, 0)
	return screen, string(terminal.Log())
}

var sgr = regexp.MustCompile(`\x1b\[([0-9;:]*)m`)

// colours matches SGR parameters that set a colour: 30-49 and 90-107.
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
		terminal := start(t, "--no-color")
		terminal.Send("? q q")
		leaves(t, terminal, 0)
		if found := colours(string(terminal.Log())); len(found) != 0 {
			t.Errorf("--no-color: wrote %q", found[0])
		}
	})
}

func TestLocaleThatIsNotUTF8GetsASCII(t *testing.T) {
	inside(t, func(t *testing.T) {
		for _, locale := range []string{"LC_ALL=C", "LANG=", "LANG=de_DE.ISO-8859-1"} {
			_, log := looks(t, locale)
			for i, r := range log {
				if r > '~' {
					t.Fatalf("%s: wrote %q, after %q", locale, r, log[max(i-60, 0):i])
				}
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

// A process chooses its own name. The terminal must receive the name only as text, never as
// a control sequence.
func TestProcessNamesCannotControlTheTerminal(t *testing.T) {
	inside(t, func(t *testing.T) {
		const title, clipboard = "\x1b]0;EVIL\a", "\x1b]52;c;RVZJTA==\a"
		evil := worlds.Start(t, worlds.Spec{Role: "listen", Comm: title + "\u202e", Argv: []string{clipboard + "\u009b2J\nsecond"}})
		terminal := start(t)
		terminal.WaitFor(owned(evil.Port, evil.PID), drive.Shows("]0;EVIL"))
		terminal.Send("i").WaitFor(drive.Shows("Inspect", "]52;c;"))
		terminal.Send("esc x").WaitFor(drive.Shows("[ Cancel ]", "]52;c;"))
		log := string(terminal.Log())
		for _, bytes := range []string{"\x1b]", "\a", "\u009b", "\u202e"} {
			if at := strings.Index(log, bytes); at >= 0 {
				t.Errorf("%q reached the terminal in %q", bytes, log[max(at-40, 0):min(at+40, len(log))])
			}
		}
	})
}

// fills waits until the screen has this many lines, with the hint bar in the last one.
func fills(height int) drive.Condition {
	return drive.Becomes(fmt.Sprintf("%d lines with the keys at the bottom", height), func(terminal *drive.Terminal) bool {
		lines := strings.Split(terminal.Screen(), "\n")
		return len(lines) == height && strings.Contains(lines[0], "berth") && strings.Contains(lines[height-1], "filter")
	})
}

func TestDashboardSurvivesEveryWindowSize(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := start(t)
		for _, c := range []struct {
			width, height int
			shows         []string
		}{
			{1, 1, nil}, {0, 0, nil}, {5, 20, nil}, {19, 4, []string{"too small"}}, {20, 5, nil}, {300, 100, []string{"PORT", "8080"}}, {300, 1000, []string{"PORT", "8080"}}, {40, 10, []string{"PORT", "8080"}},
		} {
			terminal.Resize(c.width, c.height)
			terminal.WaitFor(drive.Shows(c.shows...))
		}
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}
