package ui

import "berth/model"

// views are the panes, which of them is shown, and what was opened on the way there.
type views struct {
	panes  []pane
	active int
	beside *live[model.Conn, model.Known] // the selected row's sockets, on wide terminals
	opened scope                          // what beside shows
	trail  []step
}

// step is a row that was opened, and the pane it was opened in.
type step struct {
	scope
	from int
}

// registry is every pane, in the order of the tabs. A new pane is one line.
func registry() []pane {
	return []pane{
		newLive(portsSpec),
		newLive(processesSpec),
		newLive(statesSpec),
		newLive(connectionsSpec),
		newLive(destinationsSpec),
		&portMap{},
		newLive(findingsSpec),
	}
}

// connections is the place in the registry of the pane that drilling opens.
const connections = 3

func newViews() views { return views{panes: registry(), beside: newLive(connectionsSpec)} }

func (v *views) pane() pane { return v.panes[v.active] }

// split reports whether the sockets of the selected row are shown beside the table.
func (v *views) split(w window) bool { return w.width >= splitWidth && v.active != connections }

// show goes to a pane, in a window of that size. The one that was shown lets go of
// its rows.
func (v *views) show(to int, w window) {
	if to != v.active {
		v.pane().rest()
		v.active = to
	}
	if !v.split(w) {
		v.beside.rest()
		v.opened = scope{}
	}
}

// open goes into a row: the panes show its sockets.
func (v *views) open(s scope) { v.trail = append(v.trail, step{s, v.active}) }

// home puts the cursor on the first row.
func (v *views) home() {
	if m, ok := v.pane().(mover); ok {
		m.home()
	}
}

// back goes one step out, and returns the pane that was shown before.
func (v *views) back() (from int, ok bool) {
	n := len(v.trail)
	if n == 0 {
		return 0, false
	}
	from = v.trail[n-1].from
	v.trail = v.trail[:n-1]
	return from, true
}

// inside reports whether a row was opened last, by its label.
func (v *views) inside(s scope) bool {
	n := len(v.trail)
	return n > 0 && v.trail[n-1].label == s.label
}

// resize gives the panes their size.
func (v *views) resize(to plan) {
	for _, p := range v.panes {
		p.resize(to.left, to.rows)
	}
	if to.right > 0 {
		v.beside.resize(to.right, to.rows)
	}
}

// besideWork is the work of the pane beside, for what is selected now.
func (v *views) besideWork(in input) work {
	s, ok := v.pane().selected()
	if !ok {
		s.scope = scope{match: func(model.Conn) bool { return false }}
	}
	v.opened = s.scope
	in = in.within(s.scope)
	in.inside = true
	return v.beside.job(in)
}
