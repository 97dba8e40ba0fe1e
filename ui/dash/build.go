package dash

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model/row"
	"berth/ui/dash/pane"
)

// wish is what can be made again of a moment.
type wish uint8

const (
	wishRows   wish = 1 << iota // of the active pane
	wishBeside                  // of the pane beside it
	wishCounts                  // of every pane, for the tabs
)

// building is which rows are being made, and what is to be made then.
type building struct {
	counts row.RowCounts // for the tabs
	making bool
	wanted wish
	early  string // a key that came before the rows it is about
}

// rebuild makes everything that is shown: after a sample, another filter or
// another trail. Panes that are not on the screen make nothing but their count.
func (a *App) rebuild() tea.Cmd { return a.want(wishRows | wishBeside | wishCounts) }

// resort makes the rows of the active pane again.
func (a *App) resort() tea.Cmd { return tea.Batch(a.want(wishRows), a.ask()) }

// follow lets the pane beside show the sockets of what is selected now.
func (a *App) follow() tea.Cmd {
	if !a.views.split(a.window) {
		return nil
	}
	if s, _ := a.pane().Selected(); s.Scope.Label == a.views.opened.Label {
		return nil
	}
	return a.want(wishBeside)
}

// want makes rows, off the UI goroutine: all the work that grows with the number
// of sockets is in there. While some are being made others are only wanted: keys
// that come faster than rows do not pile up, the last one is answered.
func (a *App) want(w wish) tea.Cmd {
	if a.moment == nil {
		return nil
	}
	a.rows.wanted |= w
	if a.rows.making {
		return nil
	}
	return a.build()
}

// build starts making what is wanted.
func (a *App) build() tea.Cmd {
	wanted := a.rows.wanted
	if wanted == 0 {
		return nil
	}
	in, now := a.input(), a.Now
	var jobs []pane.Work
	if wanted&wishRows != 0 {
		jobs = append(jobs, a.pane().Job(in))
	}
	if wanted&wishBeside != 0 && a.views.split(a.window) {
		jobs = append(jobs, a.views.besideWork(in))
	}
	a.rows.wanted, a.rows.making = 0, true
	return func() tea.Msg {
		begun := now()
		msg := rowsMsg{}
		for _, job := range jobs {
			msg.shows = append(msg.shows, job())
		}
		if wanted&wishCounts != 0 {
			n := row.CountRows(in.Moment, in.Match, in.Inside)
			n.Findings = len(in.Findings())
			msg.counts = &n
		}
		msg.took = now().Sub(begun)
		return msg
	}
}

// swap puts finished rows on the screen.
func (a *App) swap(msg rowsMsg) tea.Cmd {
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
	return tea.Batch(follow, a.build(), a.catchUp())
}

// catchUp does what was asked for by a key that came before the rows it is about.
func (a *App) catchUp() tea.Cmd {
	key := a.rows.early
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

// input is what every pane makes its rows of: the filter and the trail.
func (a *App) input() pane.Input {
	in := pane.Input{
		Moment: a.moment, Report: a.report, Turn: a.sampling.moments, Still: a.cursor.still,
		Match: a.filter.Query.Match(), View: a.filter.Query.String(), Inside: len(a.views.trail) > 0,
	}
	if !a.sampling.owned {
		in.View += "\x00resolving" // processes that appear with the owners are not new
	}
	for _, s := range a.views.trail {
		in = in.Within(s.Scope)
	}
	return in
}
