package dash

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// builds runs the builds of a dashboard step by step: update delivers a message and returns
// how many builds it started.
type builds struct {
	t       *testing.T
	app     *App
	running []tea.Cmd
}

func (b *builds) update(msg tea.Msg) int {
	b.t.Helper()
	before := b.app.rows.making
	_, cmd := b.app.Update(msg)
	if b.app.rows.making && !before && cmd != nil {
		b.running = append(b.running, cmd)
		return 1
	}
	return 0
}

// rows runs the pending build and delivers its result.
func (b *builds) rows() int {
	b.t.Helper()
	cmd := b.running[0]
	b.running = b.running[1:]
	var msg tea.Msg = cmd()
	if all, ok := msg.(tea.BatchMsg); ok {
		for _, c := range all {
			if c == nil {
				continue
			}
			if rows, ok := c().(rowsMsg); ok {
				msg = rows
			}
		}
	}
	b.app.rows.making = true // it was pending until now
	_, next := b.app.Update(msg)
	if b.app.rows.making {
		b.running = append(b.running, next)
		return 1
	}
	return 0
}

func TestKeysThatComeFasterThanRowsDoNotQueueUp(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	b := &builds{t: t, app: d.app}
	started := 0
	for range 40 {
		started += b.update(keyOf("r"))
	}
	started += b.update(keyOf("8"))
	if started != 1 || len(b.running) != 1 {
		t.Fatalf("%d builds are out", started)
	}
	if b.rows() != 1 {
		t.Fatal("what was wanted meanwhile was forgotten")
	}
	if b.rows() != 0 || d.app.rows.making {
		t.Error("more was made than was wanted")
	}
	d.sees("port=8▏", "nothing matches port=8")
}

func TestAllTabsHaveRightCountsWhenOnePaneIsBuilt(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	d.sees("Ports 10", "Processes 10", "States 5", "Connections 142")
	d.keys("/ user=redis enter")
	w.socket(model.TCP, "127.0.0.1:6380", "0.0.0.0:0", model.Listen, "redis")
	d.tick()
	d.sees("Ports 2", "Processes 1 ", "States 2", "Connections 9")
	for i, p := range d.app.views.panes {
		if p.State().Ready != (i == d.app.views.active) {
			t.Errorf("%s: rows are made: %v", p.Name(), p.State().Ready)
		}
	}
}

func TestNewlyShownPaneIsEmptyUntilItsRowsAreBuilt(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.Hold()
	d.keys("tab")
	d.misses("no processes on this host", "nginx", "row 1")
	d.sees("╸Processes 10╺")
	d.Release()
	d.sees("nginx", "row 1 of")
}

func TestFactsAreRequestedOnlyIfTheyAreOnTheScreen(t *testing.T) {
	d := start(t, quietServer(), 80, 24)
	needs := func() model.Need { return d.worldSampler.needs[len(d.worldSampler.needs)-1] }
	d.tick()
	if visible := sortsOf(d).Visible(); slices.Contains(visible, "unit") || needs().Has(model.NeedUnits) {
		t.Fatalf("columns %v need %b", visible, needs())
	}
	taken := d.worldSampler.taken
	d.keys("/ unit=nginx.service enter")
	if !needs().Has(model.NeedUnits) || d.worldSampler.taken != taken+1 {
		t.Errorf("a filter by unit needs %b, %d samples more", needs(), d.worldSampler.taken-taken)
	}
	d.keys("esc")
	d.tick()
	if needs().Has(model.NeedUnits) {
		t.Error("units are still asked for")
	}
	d.Resize(200, 40)
	if !needs().Has(model.NeedUnits) || !needs().Has(model.NeedOwners) {
		t.Errorf("a wide screen needs %b", needs())
	}
	d.Resize(100, 30)
	d.tick()
	if needs().Has(model.NeedFlows) {
		t.Error("traffic is asked for, and no column shows it")
	}
	sortsOf(d).SortBy("rx", true)
	d.tick()
	if visible := sortsOf(d).Visible(); !slices.Contains(visible, "rx") || !needs().Has(model.NeedFlows) {
		t.Errorf("sorted by traffic: columns %v, needs %b", visible, needs())
	}
}

func TestRowsKeepTheirPlacesWhileTheCursorMoves(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	d.keys("tab") // processes, by connections
	first := func() string { return strings.Split(d.frame(), "\n")[6] }
	if !strings.Contains(first(), "kernel") {
		t.Fatalf("first is %s", first())
	}
	for i := range 200 {
		w.socket(model.TCP, "10.0.0.7:3000", endpoint("10.1.0.1:5000").Safe().String(), model.Established, "node").Remote.Port += uint16(i)
	}
	for range 4 {
		d.keys("down")
		d.tick()
	}
	if !strings.Contains(first(), "kernel") {
		t.Errorf("while the cursor moved another row came up: %s", first())
	}
	d.tick()
	d.tick()
	d.tick()
	d.keys("home")
	if !strings.Contains(first(), "node") {
		t.Errorf("the order never follows: %s", first())
	}
}

func TestSameEndsWithAnotherCookieAreANewRow(t *testing.T) {
	w := quietServer()
	for i := range w.Sockets {
		w.Sockets[i].Cookie = uint64(i + 1)
	}
	d := start(t, w, 120, 36)
	d.keys("tab tab tab 51044")
	d.misses("+tcp", "×tcp")
	w.Sockets[2].Cookie = 5000
	d.tick()
	d.sees("+tcp", "×tcp")
	d.keys("down")
	d.tick()
	d.tick()
	d.misses("+tcp", "×tcp")
}

func TestEndedRowsDoNotKeepTheirMomentInMemory(t *testing.T) {
	w := quietServer()
	d := start(t, w, 120, 36)
	for range 3 {
		d.keys("tab")
	}
	collected := make(chan bool)
	runtime.AddCleanup(d.app.moment, func(c chan bool) { close(c) }, collected)
	w.drop(func(s *model.Socket) bool { return s.Local.Port == 443 })
	d.tick()
	d.keys("end")
	d.sees("×tcp")
	runtime.GC()
	runtime.GC()
	select {
	case <-collected:
	case <-time.After(5 * time.Second):
		t.Error("the moment before is still in memory, though only ended rows are left of it")
	}
	d.sees("×tcp") // the dashboard itself was not collected
}

// The cost of a key depends on the screen, not on the number of sockets. So a key takes
// about as long with a hundred times as many sockets, measured in the same run.
func TestUpdateAndViewStayQuickOverAHundredThousandSockets(t *testing.T) {
	few, many := quickest(1_000), quickest(100_000)
	for key, peer := range few {
		if many[key] > 10*peer+time.Millisecond {
			t.Errorf("%s takes %v over 100,000 sockets and %v over 1,000", key, many[key], peer)
		}
	}
}

// quickest is the shortest of twenty measurements of each key, with so many sockets.
func quickest(sockets int) map[string]time.Duration {
	app, d, _ := startBusyHost(newBusyHost(sockets, 200))
	d.Keys("tab tab tab")
	best := map[string]time.Duration{}
	for _, key := range []string{"down", "pgdown", "r", "8", "esc", "tab"} {
		best[key] = time.Hour
		for range 20 {
			began := time.Now()
			app.Update(keyOf(key))
			app.View()
			best[key] = min(best[key], time.Since(began))
		}
	}
	return best
}

func TestKeyPressedBeforeTheRowsAreReadyWaitsForThem(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys("/ port=1 enter i")
	d.sees("no row is selected")
	d.Hold().Keys("esc i").Release() // the rows are being built
	d.sees("Inspect tcp 22")
	d.keys("esc / port=1 enter")
	d.Hold().Keys("esc i p").Release() // another key came after it
	d.misses("Inspect")
}

func TestMissingFactsOfAFindingAreRequestedOnceOnAnyPane(t *testing.T) {
	w := quietServer()
	w.socket(model.TCP, "127.0.0.1:40000", "0.0.0.0:0", model.Listen, "node") // inside the range
	d := start(t, w, 120, 36)
	asked := 0
	for range 4 {
		d.tick()
	}
	for _, need := range d.worldSampler.needs {
		if need.Has(model.NeedDrawn) {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("who chose the port was asked for %d times", asked)
	}
}

func TestPaneBesideIsRebuiltWhenTheWindowIsWideAgain(t *testing.T) {
	d := start(t, quietServer(), 200, 40)
	d.keys("down down down down") // tcp 443
	d.sees("198.51.100.")
	d.Resize(120, 40)
	d.tick()
	d.tick()
	d.Hold()
	d.Resize(200, 40)
	d.misses("198.51.100.") // of an old moment
	d.Release()
	d.sees("198.51.100.")
}
