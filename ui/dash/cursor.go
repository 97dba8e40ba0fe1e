package dash

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/history"
	"berth/ui/dash/pane"
)

// cursor is how the person moves through the rows.
type cursor struct {
	moves int
	still bool // it was moved a moment ago: rows keep their places
}

// stillMsg: a timer, when the cursor may have come to rest.
type stillMsg struct{ moves int }

// move runs a movement of the cursor; the rows keep their places for a while.
func (a *App) move(f func(pane.Mover)) tea.Cmd {
	if m, ok := a.pane().(pane.Mover); ok {
		f(m)
	}
	return tea.Batch(a.moved(), a.follow())
}

func (a *App) moved() tea.Cmd {
	a.cursor.moves++
	if a.cursor.still {
		return nil
	}
	a.cursor.still = true
	return a.After(history.Calm, stillMsg{a.cursor.moves})
}

// rested lets the rows move again, unless the cursor has moved since.
func (a *App) rested(msg stillMsg) tea.Cmd {
	if msg.moves != a.cursor.moves {
		return a.After(history.Calm, stillMsg{a.cursor.moves})
	}
	a.cursor.still = false
	return nil
}
