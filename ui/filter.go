package ui

import (
	"errors"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/query"
)

// filter is what all panes obey.
type filter struct {
	query  query.Query // the last good one
	text   string      // as it was typed
	digits string      // the port that is being typed
}

// setFilter puts another filter in force.
func (a *App) setFilter(f filter) tea.Cmd {
	a.filter = f
	return tea.Batch(a.rebuild(), a.ask())
}

// digit adds a digit to the port that the panes are filtered by.
func (a *App) digit(key string) tea.Cmd {
	return a.typePort(a.filter.digits + key)
}

// undigit takes the last digit back.
func (a *App) undigit() tea.Cmd {
	switch n := len(a.filter.digits); n {
	case 0:
		return nil
	case 1:
		return a.setFilter(filter{})
	default:
		return a.typePort(a.filter.digits[:n-1])
	}
}

func (a *App) typePort(digits string) tea.Cmd {
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 {
		return a.say("there is no port "+digits+": ports are 1 to 65535", false)
	}
	q := query.Port(uint16(n))
	return a.setFilter(filter{query: q, text: q.String(), digits: digits})
}

// filterLine is the overlay in which a filter expression is typed. Every valid
// text is in force at once; an invalid one leaves the last good view and marks
// the character.
type filterLine struct {
	line  line
	was   filter // comes back on Esc
	wrong *query.Error
}

func (a *App) openFilter() tea.Cmd {
	a.open(&filterLine{line: newLine(a.filter.text), was: a.filter})
	return nil
}

func (f *filterLine) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch {
	case !msg.Paste && msg.Type == tea.KeyEsc:
		a.dismiss(f)
		return a.setFilter(f.was)
	case !msg.Paste && msg.Type == tea.KeyEnter:
		if f.wrong != nil {
			return nil // the mark says why
		}
		a.dismiss(f)
		return nil
	case !f.line.key(msg):
		return nil
	}
	q, err := query.Parse(f.line.String())
	if f.wrong = nil; err != nil {
		errors.As(err, &f.wrong)
		return nil
	}
	return a.setFilter(filter{query: q, text: f.line.String()})
}
