package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// wheel is how many rows a notch of the wheel scrolls.
const wheel = 3

// mouse selects, sorts and scrolls; it never kills, and it does nothing while
// an overlay is open.
func (a *App) mouse(msg tea.MouseMsg) tea.Cmd {
	if a.top() != nil || a.tooSmall() || msg.Action != tea.MouseActionPress {
		return nil
	}
	p := a.layout()
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return a.scroll(msg.X, -wheel)
	case tea.MouseButtonWheelDown:
		return a.scroll(msg.X, wheel)
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
	if a.pane().pick(msg.X, msg.Y-p.body) {
		return tea.Batch(a.moved(), a.follow())
	}
	return nil
}

// scroll scrolls the pane under the pointer.
func (a *App) scroll(x, by int) tea.Cmd {
	if x >= a.layout().left {
		a.beside.scroll(by)
		return nil
	}
	a.pane().scroll(by)
	return tea.Batch(a.moved(), a.follow())
}

// clickTitle sorts by the column; a second click reverses.
func (a *App) clickTitle(x int) tea.Cmd {
	name, ok := a.pane().columnAt(x)
	if !ok {
		return nil
	}
	if sorted, _ := a.pane().sorting(); sorted == name {
		return a.reverse()
	}
	return a.sortOn(name)
}

// clickTab goes to the pane whose name stands there.
func (a *App) clickTab(x int) tea.Cmd {
	line := ansi.Strip(a.tabLine())
	for i := range a.panes {
		text := a.tabText(i)
		if at := cellIndex(line, text); at >= 0 && x >= at && x < at+len(text) {
			return a.turn(i - a.active)
		}
	}
	return nil
}

// cellIndex is the cell in which text begins in a plain line, -1 where it does not.
func cellIndex(line, text string) int {
	before, _, found := strings.Cut(line, text)
	if !found {
		return -1
	}
	return ansi.StringWidth(before)
}
