package dash

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/pane"
)

func TestMouseSelectsSortsScrollsAndNeverKills(t *testing.T) {
	f := &fakeActor{}
	d := start(t, quietServer(), 120, 20, withActor(f))
	p := d.app.layout()
	click := func(x, y int, b tea.MouseButton) {
		d.Send(tea.MouseMsg{X: x, Y: y, Button: b, Action: tea.MouseActionPress})
	}
	click(20, p.body+4, tea.MouseButtonLeft)
	if s, _ := pane.Selected(d.app.pane()); s.Label.String() != "tcp 443" {
		t.Errorf("a click selects %s, want tcp 443", s.Label)
	}
	click(8, p.titles, tea.MouseButtonLeft)
	if _, desc := sortsOf(d).Sorting(); !desc {
		t.Error("a click on the sorted column does not reverse it")
	}
	click(20, p.tabs, tea.MouseButtonLeft)
	d.sees("╸Processes")
	click(110, p.tabs, tea.MouseButtonLeft)
	click(5, p.body+500, tea.MouseButtonLeft)
	click(20, p.body, tea.MouseButtonWheelDown)
	for y := range 20 {
		for x := 0; x < 120; x += 7 {
			click(x, y, tea.MouseButtonLeft)
			click(x, y, tea.MouseButtonRight)
			click(x, y, tea.MouseButtonMiddle)
		}
	}
	if len(f.targets) != 0 {
		t.Errorf("the mouse took hold of %v", f.targets)
	}
}

func TestKeysThatArriveTogetherAreSeparateKeys(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjq")})
	if d.app.pane().State().Row != 3 || !d.Left() {
		t.Error("jjq is not down, down, quit")
	}
}

func TestPastedTextRunsNoAction(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.Paste("q8080x")
	if d.Left() {
		t.Error("pasted text quits")
	}
	d.misses("port=")
}

func TestQuitKeys(t *testing.T) {
	for _, key := range []string{"q", "f10", "ctrl+c", "/ ctrl+c", "? ctrl+c", "i ctrl+c"} {
		if d := start(t, quietServer(), 120, 36).keys(key); !d.Left() {
			t.Errorf("%s does not quit", key)
		}
	}
}

func TestEveryKeyHasOneMeaning(t *testing.T) {
	seen := map[string]string{}
	for _, a := range actions {
		for _, k := range a.keys {
			if other, twice := seen[k]; twice {
				t.Errorf("%q is %q and %q", k, other, a.help)
			}
			seen[k] = a.help
		}
	}
}

func TestWheelScrollsThePaneUnderThePointer(t *testing.T) {
	d := start(t, quietServer(), 200, 20)
	d.keys("down down down down") // tcp 443 has more sockets than fit
	wheel := func(x int) {
		d.Send(tea.MouseMsg{X: x, Y: 10, Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress})
	}
	before := d.app.views.beside.State().Row
	at := d.app.pane().State().Row
	wheel(d.app.layout().left + 5)
	if now := d.app.views.beside.State().Row; now == before {
		t.Error("the wheel over the pane beside does not scroll it")
	}
	if now := d.app.pane().State().Row; now != at {
		t.Error("the wheel over the pane beside moves the table")
	}
}

func TestTabIsClickableToItsLastDigit(t *testing.T) {
	d := start(t, webServer(), 120, 36)
	const tab = "Connections 20,682"
	x := cellIndex(strings.Split(d.frame(), "\n")[d.app.layout().tabs], tab) + len(tab) - 1
	d.Send(tea.MouseMsg{X: x, Y: d.app.layout().tabs, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	d.sees("╸Connections")
}

func TestRowIsNotOpenedTwice(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("tab tab enter shift+tab enter")
	d.sees("its sockets are already open")
	d.keys("esc")
	d.misses("›")
}

func TestZeroIsNotAPort(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("0")
	d.sees("there is no port 0", "Ports 10")
}

func TestNextKeyRemovesTheNotice(t *testing.T) {
	d := start(t, quietServer(), 120, 36, withActor(&fakeActor{}))
	d.keys("9100 x")
	d.sees("the owner of tcp 9100 is not known. berth has no permission")
	d.keys("esc")
	d.misses("the owner of tcp 9100")
}
