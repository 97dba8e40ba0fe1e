package dash

// The smallest screen on which berth draws, and the width from which the sockets of
// the selected row are shown beside the table.
const (
	leastWidth  = 20
	leastHeight = 5
	splitWidth  = 160
)

// window is the size of the screen in cells.
type window struct{ width, height int }

// tooSmall reports whether the window is too small for a useful screen.
func (w window) tooSmall() bool { return w.width < leastWidth || w.height < leastHeight }

// plan is the layout of a screen of a given size.
type plan struct {
	ephemeral, tightest, states bool // which meters are shown
	tabs, titles                int  // their line numbers
	body, rows                  int  // first line of the table, and its number of lines
	footer                      bool
	left, right                 int // widths of the table and of the pane beside it; right is 0 if there is none
}

// layout returns the plan of the current screen.
func (a *App) layout() plan {
	return newPlan(a.window, a.views.split(a.window), a.moment != nil && ending(a.moment))
}

// newPlan makes the plan of a window. A low screen first loses the lines whose data the
// panes show too. If there is room for one meter only, it is the tightest pool while that
// pool is ending, else the ephemeral range.
func newPlan(w window, split, ending bool) plan {
	p := plan{
		ephemeral: w.height >= 9,
		states:    w.height >= 14,
		tightest:  w.height >= 16,
		footer:    w.height >= 7,
		left:      w.width,
	}
	if p.ephemeral && !p.tightest && ending {
		p.ephemeral, p.tightest = false, true
	}
	p.tabs = 1
	for _, shown := range []bool{p.ephemeral, p.tightest, p.states} {
		if shown {
			p.tabs++
		}
	}
	p.titles = p.tabs + 1
	p.body = p.titles + 1
	p.rows = w.height - p.body - 1
	if p.footer {
		p.rows--
	}
	if split {
		p.left = w.width * 62 / 100
		p.right = w.width - p.left - 1 // a line between them
	}
	return p
}
