package ui

// The smallest screen berth draws on, and the width from which the sockets of
// the selected row stand beside the table.
const (
	leastWidth  = 20
	leastHeight = 5
	splitWidth  = 160
)

// plan is where everything stands on a screen of a certain size.
type plan struct {
	ephemeral, tightest, states bool // which meters there is room for
	tabs, titles                int  // their lines
	body, rows                  int  // first line of the table and how many
	footer                      bool
	left, right                 int // cells of the table and of the pane beside; right 0: none
}

// layout makes the plan. What is lost first on a low screen is what the panes
// tell as well.
func (a *App) layout() plan {
	p := plan{
		ephemeral: a.height >= 9,
		states:    a.height >= 14,
		tightest:  a.height >= 16,
		footer:    a.height >= 7,
		left:      a.width,
	}
	if p.ephemeral && !p.tightest && a.ending() { // the one line there is room for
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
	p.rows = a.height - p.body - 1
	if p.footer {
		p.rows--
	}
	if a.split() {
		p.left = a.width * 62 / 100
		p.right = a.width - p.left - 1 // a line between them
	}
	return p
}

// split reports whether the sockets of the selected row stand beside the table.
func (a *App) split() bool { return a.width >= splitWidth && a.active != connections }

// tooSmall reports a screen on which nothing useful can be drawn.
func (a *App) tooSmall() bool { return a.width < leastWidth || a.height < leastHeight }

// arrange gives the panes their size.
func (a *App) arrange() {
	if a.tooSmall() {
		return
	}
	p := a.layout()
	for _, pane := range a.panes {
		pane.resize(p.left, p.rows)
	}
	if a.split() {
		a.beside.resize(p.right, p.rows)
	}
}
