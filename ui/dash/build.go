package dash

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model/row"
	"berth/ui/dash/pane"
)

// part is a part of the screen that can be built again from a moment.
type part uint8

const (
	buildRows   part = 1 << iota // the rows of the active pane
	buildBeside                  // the rows of the pane beside it
	buildCounts                  // the row counts of all panes, for the tabs
)

// building is the state of building rows, and what must be built next.
type building struct {
	counts     row.RowCounts // for the tabs
	making     bool
	wanted     part
	pendingKey string // a key that was pressed before its rows were ready
}

// rebuild builds everything on the screen: after a sample, a new filter or a new
// trail. Panes that are not on the screen build only their count.
func (a *App) rebuild() tea.Cmd { return a.want(buildRows | buildBeside | buildCounts) }

// resort builds the rows of the active pane again.
func (a *App) resort() tea.Cmd { return tea.Batch(a.want(buildRows), a.ask()) }

// follow makes the pane beside show the sockets of the selected row.
func (a *App) follow() tea.Cmd {
	if !a.views.split(a.window) {
		return nil
	}
	if s, _ := a.pane().Selected(); s.Scope.Label == a.views.opened.Label {
		return nil
	}
	return a.want(buildBeside)
}

// want builds rows outside the UI goroutine: all work that grows with the number
// of sockets is done there. While a build runs, requests are only noted, so keys
// that come faster than rows do not queue up: the last request wins.
func (a *App) want(w part) tea.Cmd {
	if a.moment == nil {
		return nil
	}
	a.rows.wanted |= w
	if a.rows.making {
		return nil
	}
	return a.build()
}

// build starts building what is wanted.
func (a *App) build() tea.Cmd {
	wanted := a.rows.wanted
	if wanted == 0 {
		return nil
	}
	in, now := a.input(), a.Now
	var jobs []pane.Work
	if wanted&buildRows != 0 {
		jobs = append(jobs, a.pane().Job(in))
	}
	if wanted&buildBeside != 0 && a.views.split(a.window) {
		jobs = append(jobs, a.views.besideWork(in))
	}
	a.rows.wanted, a.rows.making = 0, true
	return func() tea.Msg {
		begun := now()
		msg := rowsMsg{}
		for _, job := range jobs {
			msg.shows = append(msg.shows, job())
		}
		if wanted&buildCounts != 0 {
			n := row.CountRows(in.Moment, in.Match, in.Inside)
			n.Findings = len(in.Findings())
			msg.counts = &n
		}
		msg.took = now().Sub(begun)
		return msg
	}
}

// showRows puts finished rows on the screen, and starts the next build if one is wanted.
func (a *App) showRows(msg rowsMsg) tea.Cmd {
	a.rows.making = false
	for _, show := range msg.shows {
		show()
	}
	if msg.counts != nil {
		a.rows.counts = *msg.counts
		a.sampling.rhythm.built(msg.took)
	}
	follow := a.follow()
	if a.rows.making {
		return follow
	}
	return tea.Batch(follow, a.build(), a.runPendingKey())
}

// runPendingKey runs a key that was pressed before its rows were ready.
func (a *App) runPendingKey() tea.Cmd {
	key := a.rows.pendingKey
	if key == "" || a.rows.making || a.dialogs.Top() != nil {
		return nil
	}
	return a.act(key)
}

// show goes to a pane.
func (a *App) show(to int) {
	a.views.show(to, a.window)
	if !a.window.tooSmall() {
		a.views.resize(a.layout())
	}
}

// input is the data from which every pane builds its rows: moment, filter and trail.
func (a *App) input() pane.Input {
	in := pane.Input{
		Moment: a.moment, Report: a.report, Sequence: a.sampling.moments, Still: a.cursor.still,
		Match: a.filter.Query.Match(), View: a.filter.Query.String(), Inside: len(a.views.trail) > 0,
	}
	if !a.sampling.owned {
		in.View += "\x00resolving" // processes that appear when the owners become known are not new
	}
	for _, s := range a.views.trail {
		in = in.Within(s.Scope)
	}
	return in
}
