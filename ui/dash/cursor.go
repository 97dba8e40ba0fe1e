package dash

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/history"
	"berth/ui/dash/pane"
)

// cursor is how the user moves through the rows.
type cursor struct {
	moves int
	still bool // it was moved recently: rows keep their places
}

// cursorStillMsg is sent by a timer to check whether the cursor has stopped moving.
type cursorStillMsg struct{ moves int }

// move moves the cursor; the rows then keep their places for a while.
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
	return a.After(history.Calm, cursorStillMsg{a.cursor.moves})
}

// cursorSettled lets the rows be sorted again, unless the cursor has moved since.
func (a *App) cursorSettled(msg cursorStillMsg) tea.Cmd {
	if msg.moves != a.cursor.moves {
		return a.After(history.Calm, cursorStillMsg{a.cursor.moves})
	}
	a.cursor.still = false
	return nil
}
