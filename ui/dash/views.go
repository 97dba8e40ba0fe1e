package dash

import (
	"berth/model"
	"berth/model/moment"
	"berth/ui/dash/pane"
	"berth/ui/dash/portmap"
)

// views are the panes, the one that is shown, and the rows that were opened to get there.
type views struct {
	panes  []pane.Pane
	active int
	beside *pane.Live[moment.Conn, model.Known] // the selected row's sockets, on wide terminals
	opened pane.Scope                           // what beside shows
	trail  []step
}

// step is an opened row and the pane that contained it.
type step struct {
	pane.Scope
	from int
}

// registry returns all panes, in the order of the tabs. A new pane is one line here.
func registry() []pane.Pane {
	return []pane.Pane{
		pane.New(pane.Ports),
		pane.New(pane.Processes),
		pane.New(pane.States),
		pane.New(pane.Connections),
		pane.New(pane.Destinations),
		&portmap.Map{},
		pane.New(pane.Findings),
	}
}

// connections is the index in the registry of the pane that shows the sockets of an opened row.
const connections = 3

func newViews() views { return views{panes: registry(), beside: pane.New(pane.Connections)} }

func (v *views) pane() pane.Pane { return v.panes[v.active] }

// split reports whether the sockets of the selected row are shown beside the table.
func (v *views) split(w window) bool { return w.width >= splitWidth && v.active != connections }

// show switches to a pane, in a window of the given size. The previous pane
// releases its rows.
func (v *views) show(to int, w window) {
	if to != v.active {
		v.pane().Release()
		v.active = to
	}
	if !v.split(w) {
		v.beside.Release()
		v.opened = pane.Scope{}
	}
}

// open opens a row: the panes then show its sockets.
func (v *views) open(s pane.Scope) { v.trail = append(v.trail, step{s, v.active}) }

// home puts the cursor on the first row.
func (v *views) home() {
	if m, ok := v.pane().(pane.Mover); ok {
		m.Home()
	}
}

// back closes the last opened row, and returns the pane that was shown before.
func (v *views) back() (from int, ok bool) {
	n := len(v.trail)
	if n == 0 {
		return 0, false
	}
	from = v.trail[n-1].from
	v.trail = v.trail[:n-1]
	return from, true
}

// inside reports whether this row was opened last; rows are compared by label.
func (v *views) inside(s pane.Scope) bool {
	n := len(v.trail)
	return n > 0 && v.trail[n-1].Label == s.Label
}

// resize gives the panes their size.
func (v *views) resize(to plan) {
	for _, p := range v.panes {
		p.Resize(to.left, to.rows)
	}
	if to.right > 0 {
		v.beside.Resize(to.right, to.rows)
	}
}

// besideWork is the work of the pane beside, for the selected row.
func (v *views) besideWork(in pane.Input) pane.Work {
	s, ok := v.pane().Selected()
	if !ok {
		s.Scope = pane.Scope{Match: func(moment.Conn) bool { return false }}
	}
	v.opened = s.Scope
	in = in.Within(s.Scope)
	in.Inside = true
	return v.beside.Job(in)
}
