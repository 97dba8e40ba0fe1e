package dash

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"berth/ui/dash/pane"
)

// mouse handles the mouse: it selects, sorts and scrolls. It never kills, and
// does nothing while a dialog is open.
func (a *App) mouse(msg tea.MouseMsg) tea.Cmd {
	if a.dialogs.Top() != nil || a.window.tooSmall() || msg.Action != tea.MouseActionPress {
		return nil
	}
	p := a.layout()
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return a.scroll(msg.X, -pane.Wheel)
	case tea.MouseButtonWheelDown:
		return a.scroll(msg.X, pane.Wheel)
	case tea.MouseButtonLeft:
	default:
		return nil
	}
	switch {
	case msg.Y == p.tabs:
		return a.clickTab(msg.X)
	case msg.X >= p.left:
		return nil
	case msg.Y == p.titles:
		return a.clickTitle(msg.X)
	}
	if m, ok := a.pane().(pane.Mover); ok && m.Pick(msg.X, msg.Y-p.body) {
		return tea.Batch(a.moved(), a.follow())
	}
	return nil
}

// scroll scrolls the pane under the pointer.
func (a *App) scroll(x, by int) tea.Cmd {
	if x >= a.layout().left {
		a.views.beside.Scroll(by)
		return nil
	}
	return a.move(func(m pane.Mover) { m.Scroll(by) })
}

// clickTitle sorts by the column; a second click reverses.
func (a *App) clickTitle(x int) tea.Cmd {
	s, ok := a.pane().(pane.Sorter)
	if !ok {
		return nil
	}
	name, ok := s.ColumnAt(x)
	if !ok {
		return nil
	}
	if sorted, _ := s.Sorting(); sorted == name {
		pane.Reverse(s)
	} else {
		pane.SortOn(s, name)
	}
	return a.resort()
}

// clickTab switches to the pane whose tab was clicked.
func (a *App) clickTab(x int) tea.Cmd {
	line := ansi.Strip(a.header().tabLine())
	for i := range a.views.panes {
		text := a.header().tabText(i)
		if at := cellIndex(line, text); at >= 0 && x >= at && x < at+len(text) {
			return a.switchPane(i - a.views.active)
		}
	}
	return nil
}

// cellIndex is the cell in which text begins in a plain line; -1 if it is not there.
func cellIndex(line, text string) int {
	before, _, found := strings.Cut(line, text)
	if !found {
		return -1
	}
	return ansi.StringWidth(before)
}
