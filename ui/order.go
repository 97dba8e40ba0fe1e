package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// noMap says that the cursor of a table does not move sideways.
func noMap(a *App) string {
	if _, ok := a.pane().(mapper); !ok {
		return "this moves in the map of the Range pane: Tab goes there"
	}
	return ""
}

// sidestep moves to the block before or behind.
func sidestep(a *App, key string) tea.Cmd {
	step := 1
	if key == "left" {
		step = -1
	}
	a.pane().(mapper).sideways(step)
	return tea.Batch(a.moved(), a.follow())
}

func otherProtocol(a *App) tea.Cmd {
	a.pane().(mapper).otherProtocol()
	return tea.Batch(a.moved(), a.follow())
}

// ordered reports whether the rows of a pane can be sorted.
func ordered(a *App) bool {
	_, ok := a.pane().(sorter)
	return ok
}

// noOrder says why a pane cannot be sorted.
func noOrder(a *App) string {
	if !ordered(a) {
		return "a map has no order but that of the ports: sort in another pane"
	}
	return ""
}

func sortMenuOf(a *App) tea.Cmd {
	return Sort(a.env(), a.pane().name(), a.pane().(sorter), a.resort)
}

func reverseOrder(a *App) tea.Cmd {
	reverse(a.pane().(sorter))
	return a.resort()
}

// sortNext sorts by the next column on the screen, to the left or to the right.
func sortNext(a *App, key string) tea.Cmd {
	s := a.pane().(sorter)
	names := s.visible()
	name, _ := s.sorting()
	step := 1
	if key == "<" {
		step = -1
	}
	i := slices.Index(names, name)
	if i < 0 && step < 0 { // sorted by a column that has no room here
		i = 0
	}
	sortOn(s, names[(i+step+len(names))%len(names)])
	return a.resort()
}
