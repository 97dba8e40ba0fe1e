package dash

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/dialog"
	"berth/ui/dash/pane"
)

// noMap returns why a key of the map does nothing in another pane.
func noMap(a *App) string {
	if _, ok := a.pane().(pane.Mapper); !ok {
		return "this key works in the map of the Range pane: Tab goes there"
	}
	return ""
}

// moveSideways moves to the previous or the next block.
func moveSideways(a *App, key string) tea.Cmd {
	step := 1
	if key == "left" {
		step = -1
	}
	a.pane().(pane.Mapper).Sideways(step)
	return tea.Batch(a.moved(), a.follow())
}

func otherProtocol(a *App) tea.Cmd {
	a.pane().(pane.Mapper).OtherProtocol()
	return tea.Batch(a.moved(), a.follow())
}

// ordered reports whether the rows of a pane can be sorted.
func ordered(a *App) bool {
	_, ok := a.pane().(pane.Sorter)
	return ok
}

// noOrder returns why a pane cannot be sorted.
func noOrder(a *App) string {
	if !ordered(a) {
		return "the map is always in the order of the ports: sort in another pane"
	}
	return ""
}

func sortMenuOf(a *App) tea.Cmd {
	return dialog.Sort(a.env(), a.pane().Name(), a.pane().(pane.Sorter), a.resort)
}

func reverseOrder(a *App) tea.Cmd {
	pane.Reverse(a.pane().(pane.Sorter))
	return a.resort()
}

// sortNext sorts by the next column on the screen, to the left or to the right.
func sortNext(a *App, key string) tea.Cmd {
	s := a.pane().(pane.Sorter)
	names := s.Visible()
	name, _ := s.Sorting()
	step := 1
	if key == "<" {
		step = -1
	}
	i := slices.Index(names, name)
	if i < 0 && step < 0 { // sorted by a column that has no room here
		i = 0
	}
	pane.SortOn(s, names[(i+step+len(names))%len(names)])
	return a.resort()
}
