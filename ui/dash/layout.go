package dash

// The smallest screen berth draws on, and the width from which the sockets of
// the selected row are shown beside the table.
const (
	leastWidth  = 20
	leastHeight = 5
	splitWidth  = 160
)

// window is the size of the screen in cells.
type window struct{ width, height int }

// tooSmall reports a screen on which nothing useful can be drawn.
func (w window) tooSmall() bool { return w.width < leastWidth || w.height < leastHeight }

// plan is the layout of a screen of a given size.
type plan struct {
	ephemeral, tightest, states bool // which meters there is room for
	tabs, titles                int  // their lines
	body, rows                  int  // first line of the table and how many
	footer                      bool
	left, right                 int // cells of the table and of the pane beside; right 0: none
}

// layout makes the plan of the screen.
func (a *App) layout() plan {
	return newPlan(a.window, a.views.split(a.window), a.moment != nil && ending(a.moment))
}

// newPlan makes the plan of a window. What is lost first on a low screen is what
// the panes tell as well. Where one meter has room, it is the tightest pool when
// that is ending.
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
	for _, there := range []bool{p.ephemeral, p.tightest, p.states} {
		if there {
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
