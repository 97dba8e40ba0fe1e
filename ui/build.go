package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// work is what can be made anew of a moment.
type work uint8

const (
	workRows   work = 1 << iota // of the active pane
	workBeside                  // of the pane beside it
	workCounts                  // of every pane, for the tabs
)

// rebuild makes everything that is shown anew: after a sample, another filter or
// another trail. Panes that are not on the screen make nothing but their count.
func (a *App) rebuild() tea.Cmd { return a.want(workRows | workBeside | workCounts) }

// resort makes the rows of the active pane anew.
func (a *App) resort() tea.Cmd { return tea.Batch(a.want(workRows), a.ask()) }

// follow lets the pane beside show the sockets of what is selected now.
func (a *App) follow() tea.Cmd {
	if !a.split() {
		return nil
	}
	if s, _ := a.pane().scope(); s.label == a.opened.label {
		return nil
	}
	return a.want(workBeside)
}

// want makes rows, off the UI goroutine: all the work that grows with the number
// of sockets is in there. While some are being made others are only wanted: keys
// that come faster than rows do not pile up, the last one is answered.
func (a *App) want(w work) tea.Cmd {
	if a.moment == nil {
		return nil
	}
	a.wanted |= w
	if a.building {
		return nil
	}
	return a.build()
}

// build starts making what is wanted.
func (a *App) build() tea.Cmd {
	if a.wanted == 0 {
		return nil
	}
	var jobs []func() built
	var count func() model.RowCounts
	in := a.input()
	if a.wanted&workRows != 0 {
		jobs = append(jobs, a.pane().job(in))
	}
	if a.wanted&workBeside != 0 && a.split() {
		jobs = append(jobs, a.besideJob())
	}
	if a.wanted&workCounts != 0 {
		count = func() model.RowCounts {
			n := model.CountRows(in.moment, in.match, in.inside)
			n.Findings = len(in.findings())
			return n
		}
	}
	a.wanted, a.building = 0, true
	return run(in.turn, jobs, count, a.Now)
}

func run(turn int, jobs []func() built, count func() model.RowCounts, now func() time.Time) tea.Cmd {
	return func() tea.Msg {
		begun := now()
		msg := rowsMsg{turn: turn, built: make([]built, len(jobs))}
		for i, job := range jobs {
			msg.built[i] = job()
		}
		if count != nil {
			n := count()
			msg.counts = &n
		}
		msg.took = now().Sub(begun)
		return msg
	}
}

// swap puts finished rows on the screen.
func (a *App) swap(msg rowsMsg) tea.Cmd {
	a.building = false
	for _, b := range msg.built {
		b.pane.take(b)
	}
	if msg.counts != nil {
		a.counts = *msg.counts
		a.rhythm.built(msg.took)
	}
	follow := a.follow()
	if a.building {
		return follow
	}
	return tea.Batch(follow, a.build(), a.catchUp())
}

// catchUp does what was asked for by a key that came before the rows it is about.
func (a *App) catchUp() tea.Cmd {
	key := a.early
	if key == "" || a.building || len(a.overlays) > 0 {
		return nil
	}
	return a.act(key)
}

// besideJob is the job of the pane beside, for what is selected now.
func (a *App) besideJob() func() built {
	s, ok := a.pane().scope()
	if !ok {
		s = scope{match: func(model.Conn) bool { return false }}
	}
	a.opened = s
	in := a.input().within(s)
	in.inside = true
	return a.beside.job(in)
}

// show goes to a pane. The one that was shown lets go of its rows.
func (a *App) show(pane int) {
	if pane != a.active {
		a.pane().rest()
		a.active = pane
	}
	if !a.split() {
		a.beside.rest()
		a.opened = scope{}
	}
	a.arrange()
}

// moved keeps the rows in their places for a while.
func (a *App) moved() tea.Cmd {
	a.moves++
	if a.still {
		return nil
	}
	a.still = true
	return a.After(calm, stillMsg{a.moves})
}

// rested lets the rows move again, unless the cursor has moved since.
func (a *App) rested(msg stillMsg) tea.Cmd {
	if msg.moves != a.moves {
		return a.After(calm, stillMsg{a.moves})
	}
	a.still = false
	return nil
}
