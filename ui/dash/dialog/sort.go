package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/cells"
	"berth/ui/dash/pane"
	"berth/ui/table"
	"berth/ui/theme"
)

// sortMenu lists all fields of a pane, also those without a column.
type sortMenu struct {
	pager
	name    string
	rows    pane.Sorter
	changed func() tea.Cmd
	choices []pane.SortChoice
	at      int
}

// Sort opens the menu of the fields by which a pane can be sorted. It calls changed
// when the order has changed.
func Sort(env *Env, name string, rows pane.Sorter, changed func() tea.Cmd) tea.Cmd {
	m := &sortMenu{name: name, rows: rows, changed: changed, choices: rows.Sortable()}
	sorted, _ := rows.Sorting()
	for i, c := range m.choices {
		if c.Name == sorted {
			m.at = i
		}
	}
	env.Open(m)
	return nil
}

var sortKeys = bindings[*sortMenu]{
	{keys: []string{"up", "k"}, run: func(m *sortMenu, _ *Env) tea.Cmd { return m.move(m.at - 1) }},
	{keys: []string{"down", "j"}, run: func(m *sortMenu, _ *Env) tea.Cmd { return m.move(m.at + 1) }},
	{keys: []string{"home", "g"}, run: func(m *sortMenu, _ *Env) tea.Cmd { return m.move(0) }},
	{keys: []string{"end", "G"}, run: func(m *sortMenu, _ *Env) tea.Cmd { return m.move(len(m.choices)) }},
	{keys: []string{"enter"}, hint: "↵ sorts", run: (*sortMenu).sort},
	{keys: []string{"r"}, hint: "r reverses", run: (*sortMenu).reverse},
	{keys: []string{"esc", "q", "s", "f6"}, hint: "Esc leaves", run: (*sortMenu).leave},
}

func (m *sortMenu) move(to int) tea.Cmd {
	m.at = max(min(to, len(m.choices)-1), 0)
	return nil
}

func (m *sortMenu) sort(env *Env) tea.Cmd {
	env.Close(m)
	pane.SortOn(m.rows, m.choices[m.at].Name)
	return m.changed()
}

func (m *sortMenu) reverse(*Env) tea.Cmd {
	pane.Reverse(m.rows)
	return m.changed()
}

func (m *sortMenu) leave(env *Env) tea.Cmd {
	env.Close(m)
	return nil
}

// Key runs a key of the table.
func (m *sortMenu) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if msg.Paste {
		return nil
	}
	cmd, _ := sortKeys.press(m, env, msg)
	return cmd
}

// Content is a line for each field.
func (m *sortMenu) Content(env *Env, width, height int) (string, []string) {
	th := env.Theme
	name, desc := m.rows.Sorting()
	lines := make([]string, len(m.choices))
	for i, c := range m.choices {
		mark := " "
		if c.Name == name {
			if mark = th.Up; desc {
				mark = th.Down
			}
		}
		text, _ := table.Cut(th, mark+" "+cells.Pad(c.Name, 10)+" "+c.Help, width)
		if i == m.at {
			text = th.Paint(theme.Selected, cells.Pad(text, width))
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
	return "Sort " + m.name + " by",
		append(shown, th.Paint(theme.Dim, cells.Clip(th.Text(cells.KeyNames(th, sortKeys.hints(m))), width)))
}
