package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/table"
	"berth/ui/theme"
)

// sortMenu lists every field of a pane, also those without a column.
type sortMenu struct {
	pager
	choices []sortChoice
	at      int
}

func (a *App) openSort() tea.Cmd {
	m := &sortMenu{choices: a.pane().sortable()}
	name, _ := a.pane().sorting()
	for i, c := range m.choices {
		if c.name == name {
			m.at = i
		}
	}
	a.open(m)
	return nil
}

func (m *sortMenu) key(a *App, msg tea.KeyMsg) tea.Cmd {
	if msg.Paste {
		return nil
	}
	switch msg.String() {
	case "up", "k":
		m.at = max(m.at-1, 0)
	case "down", "j":
		m.at = min(m.at+1, len(m.choices)-1)
	case "home", "g":
		m.at = 0
	case "end", "G":
		m.at = len(m.choices) - 1
	case "r":
		return a.reverse()
	case "enter":
		a.dismiss(m)
		return a.sortOn(m.choices[m.at].name)
	case "esc", "q", "s", "f6":
		a.dismiss(m)
	}
	return nil
}

func (m *sortMenu) content(a *App, width, height int) (string, []string) {
	th := a.theme
	name, desc := a.pane().sorting()
	lines := make([]string, len(m.choices))
	for i, c := range m.choices {
		mark := " "
		if c.name == name {
			if mark = th.Up; desc {
				mark = th.Down
			}
		}
		text, _ := table.Cut(th, mark+" "+cell(c.name, 10)+" "+c.help, width)
		if i == m.at {
			text = th.Paint(theme.Selected, cell(text, width))
		}
		lines[i] = text
	}
	if m.at < m.top {
		m.top = m.at
	}
	if rows := max(height-1, 1); m.at >= m.top+rows {
		m.top = m.at - rows + 1
	}
	shown, _, _ := m.window(lines, height-1)
	return "Sort " + a.pane().name() + " by",
		append(shown, th.Paint(theme.Dim, clip(th.Text(keyNames(th, "↵ sorts · r reverses · Esc leaves")), width)))
}
