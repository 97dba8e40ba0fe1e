package dash

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/dash/pane"
	"berth/ui/dash/portmap"
)

// rangeHost is a quiet host with a listener inside the ephemeral range, a reserved
// one beside it, and connections around them.
func rangeHost() *world {
	w := quietServer()
	w.Own().Kernel.Reserved = model.Ports{{Low: 41600, High: 41601, Known: true}, {Low: 42000, High: 42999, Known: true}}
	w.socket(model.TCP, "127.0.0.1:41500", "0.0.0.0:0", model.Listen, "redis")
	w.socket(model.TCP, "127.0.0.1:41600", "0.0.0.0:0", model.Listen, "node")
	for _, port := range []string{"41472", "41473", "41535"} {
		w.socket(model.TCP, "10.0.0.7:"+port, "10.9.0.1:443", model.Established, "billing")
	}
	w.socket(model.TCP, "10.0.0.7:41474", "10.9.0.1:443", model.TimeWait)
	w.socket(model.UDP, "0.0.0.0:41500", "0.0.0.0:0", model.Closed, "dns")
	return w
}

// The layout of the map in the windows of these tests: the cells of the numbers before it,
// its cells in a line, and its lines if both maps are shown.
const (
	gutterCells = 7
	lineCells   = 64
	bothLines   = 16
)

// openMap is the Range pane of a world, with the cursor on a TCP port.
func openMap(t *testing.T, w *world, width, height int, port uint16) (*driver, *portmap.Map) {
	d := start(t, w, width, height)
	d.keys("tab tab tab tab tab")
	p := d.app.pane().(*portmap.Map)
	p.SetCursor(model.TCP, port)
	d.tick()
	return d, p
}

func TestBlockUnderTheCursorIsDescribed(t *testing.T) {
	d, p := openMap(t, rangeHost(), 150, 36, 41500)
	d.sees("tcp ports 41472-41535 · ephemeral · 5 of 64 held (3 established, 1 TIME-WAIT, 1 other) · 1 listener: redis-server 41500 · none reserved")
	d.keys("right")
	d.sees("tcp ports 41536-41599 · ephemeral · 0 of 64 held · no listener · none reserved")
	d.keys("right")
	d.sees("tcp ports 41600-41663 · ephemeral · 1 of 64 held (1 other) · 1 listener: node 41600 · 2 reserved")
	d.keys("left left o")
	d.sees("udp ports 41472-41535 · ephemeral · 1 of 64 held (1 other) · 1 listener: dnsmasq 41500")
	p.SetCursor(model.TCP, 42048)
	d.keys("right left")
	d.sees("tcp ports 42048-42111 · ephemeral · 0 of 64 held · no listener · all reserved")
	d.keys("g")
	d.sees("tcp ports 0-63 · not ephemeral", "2 listeners: sshd 22, dnsmasq 53")
	d.keys("G")
	d.sees("tcp ports 65472-65535 · not ephemeral · 0 of 64 held · no listener · none reserved · dynamic")
	d.sees("1 listener inside the ephemeral range and not reserved", "minus reserved: 27,230 ports (reserved 41600-41601 and 1 more)")
}

func TestMapShowsListenersInsideTheRangeAndWhatIsReserved(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		d := start(t, rangeHost(), 130, 36, func(a *App) { a.Theme.ASCII = ascii; *a = *New(a.machine, a.Options) })
		d.keys("shift+tab shift+tab")
		line := ""
		for _, l := range strings.Split(d.frame(), "\n") {
			if strings.HasPrefix(l, " 40960 ") {
				line = l
			}
		}
		cells := []rune(line)[gutterCells:]
		within, least := '─', '░'
		if ascii {
			within, least = '-', ':'
		}
		for port, want := range map[int]rune{41100: within, 41500: 'L', 41540: within, 41610: least, 42100: 'R', 43100: within} {
			if got := cells[(port-40960)/64]; got != want {
				t.Errorf("ascii %v: the cell of port %d is %c, want %c in %s", ascii, port, got, want, line)
			}
		}
		d.sees("redis-server 41500, node 41600 (1 not reserved)")
	}
}

func TestCursorMovesOverTheMapAndStaysOnItsPort(t *testing.T) {
	d, p := openMap(t, quietServer(), 120, 36, 32768)
	for _, step := range []struct {
		keys string
		want uint16
	}{
		{"down", 36864}, {"up up", 28672}, {"right", 28736}, {"left left", 28608}, {"pgdown", 44992}, {"pgup", 28608},
		{"g left", 0}, {"up", 0}, {"pgdown pgdown pgdown pgdown pgdown", 61440}, {"G right down", 65472},
	} {
		d.keys(step.keys)
		if _, port := p.Cursor(); port != step.want {
			t.Fatalf("after %s the cursor is on %d, want %d", step.keys, port, step.want)
		}
	}
	p.SetCursor(model.TCP, 41500)
	d.Resize(40, 10)
	d.sees("tcp ports 40960-41983")
	d.Resize(120, 36)
	d.sees("tcp ports 41472-41535")
}

func TestCursorIsVisibleWithoutColourOnEveryKindOfCell(t *testing.T) {
	d, p := openMap(t, rangeHost(), 120, 36, 0)
	for _, port := range []uint16{22, 1024, 20000, 41100, 41472, 42100, 65535} {
		p.SetCursor(model.TCP, port)
		d.tick()
		line, at := "", int(port)/64
		for _, l := range strings.Split(d.frame(), "\n") {
			if strings.Contains(l, "▸") {
				line += l
			}
		}
		if cells := []rune(line); len(cells) < gutterCells+lineCells || cells[gutterCells+at%lineCells] != '▸' {
			t.Errorf("on port %d: %q", port, line)
		}
	}
}

func TestBothMapsAreShownWhereThereIsRoom(t *testing.T) {
	d, p := openMap(t, rangeHost(), 120, 60, 61440)
	d.sees(" TCP  a cell is 64 ports", " UDP  a cell is 64 ports", "tcp ports 61440-61503")
	d.keys("down")
	d.sees("udp ports 0-63")
	d.keys("up")
	d.sees("tcp ports 61440-61503")
	y := d.app.layout().body + bothLines + 1 + 10 // line 10 of the lower map
	d.Send(tea.MouseMsg{X: gutterCells + 8, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	if proto, port := p.Cursor(); proto != model.UDP || port != 41472 {
		t.Errorf("the click went to %v %d", proto, port)
	}
	d.Send(tea.MouseMsg{X: gutterCells + 8, Y: y - 11, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}) // the heading
	d.Send(tea.MouseMsg{X: 2, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	if proto, port := p.Cursor(); proto != model.UDP || port != 41472 {
		t.Errorf("a click beside the cells went to %v %d", proto, port)
	}
}

func TestBlockOpensAndEscComesBackToIt(t *testing.T) {
	d, p := openMap(t, rangeHost(), 120, 36, 41500)
	d.keys("enter")
	d.sees("Range › tcp 41472-41535", "Sockets 5", "10.0.0.7:41535", "127.0.0.1:41500")
	d.misses("41600", ":22 ")
	d.keys("esc")
	d.sees("╸Range╺", "5 of 64 held")
	if _, port := p.Cursor(); port != 41500 {
		t.Errorf("the cursor came back to %d", port)
	}
}

func TestMapCountsOnlyWhatMatches(t *testing.T) {
	d, _ := openMap(t, rangeHost(), 120, 36, 41500)
	d.keys("/ state=time-wait enter")
	d.sees("1 of 64 held by matching sockets (1 TIME-WAIT)", "no listener", "minus reserved: 27,230 ports")
	d.keys("esc")
	d.sees("5 of 64 held (3 established, 1 TIME-WAIT, 1 other)")
}

func TestInspectorOfABlockNamesListenersAndHolders(t *testing.T) {
	d, _ := openMap(t, rangeHost(), 120, 40, 41500)
	d.keys("i")
	d.sees("Inspect tcp 41472-41535", "redis-server     ", "41500 registered, in this host's ephemeral range, not reserved", "java 31877", "3 sockets", "kernel")
}

func TestUnreadableRangeIsShownAsUnknown(t *testing.T) {
	w := rangeHost()
	w.Own().Kernel.Ephemeral, w.Own().Kernel.ReservedOK, w.Own().Kernel.Reserved = model.Range{}, false, nil
	d, _ := openMap(t, w, 150, 36, 41500)
	d.sees("tcp ports 41472-41535 · ephemeral range not known · 5 of 64 held",
		"the ephemeral range is not known: net.ipv4.ip_local_port_range could not be read", "ephemeral n/a")
	d.misses("free, ephemeral", "─", " L ")
	d.keys("i")
	d.sees("ephemeral range not known", "reserved ports not known")
	d.misses("assignable")
}

func TestMapSaysThatItIsNotSorted(t *testing.T) {
	for _, key := range []string{"s", "<", ">", "r"} {
		d, _ := openMap(t, quietServer(), 120, 36, 0)
		d.keys(key)
		d.sees("the map is always in the order of the ports")
		d.misses("s sort")
	}
	d := start(t, quietServer(), 120, 36)
	for _, key := range []string{"left", "right", "o"} {
		d.keys(key)
		d.sees("this key works in the map of the Range pane")
		d.keys("down")
	}
}

func TestHiddenMapKeepsNoData(t *testing.T) {
	d, p := openMap(t, quietServer(), 120, 36, 41500)
	d.keys("tab")
	if p.State().Ready {
		t.Error("the map still holds a moment")
	}
	d.keys("shift+tab")
	d.sees("tcp ports 41472-41535")
}

func TestFactsOfABlockAreBuiltOnlyForTheInspector(t *testing.T) {
	allocs := func(connections int) float64 {
		w := quietServer()
		for i := range connections {
			w.socket(model.TCP, "10.0.0.7:443", fmt.Sprintf("10.1.%d.%d:50000", i/250, i%250), model.Established, "billing")
		}
		_, p := openMap(t, w, 120, 36, 443)
		return testing.AllocsPerRun(10, func() { pane.Selected(p) })
	}
	if few, many := allocs(1), allocs(5000); many > few {
		t.Errorf("%v allocations with one connection, %v with 5,000: each frame makes them", few, many)
	}
}
