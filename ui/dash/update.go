package dash

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/dialog"
)

// Init takes the first sample.
func (a *App) Init() tea.Cmd { return a.sample() }

// Update dispatches a message to its handler: one line for each kind of message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.frame.clean = false
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return a, a.resized(msg.Width, msg.Height)
	case tea.KeyMsg:
		return a, a.keys(msg)
	case tea.MouseMsg:
		return a, a.mouse(msg)
	case tickMsg:
		return a, a.ticked(msg)
	case lateMsg:
		return a, a.waited(msg)
	case sampleMsg:
		return a, a.sampled(msg)
	case rowsMsg:
		return a, a.showRows(msg)
	case cursorStillMsg:
		return a, a.cursorSettled(msg)
	case dialog.Answer:
		return a, msg.Take(a.env())
	case noticeMsg:
		return a, a.say(msg.text, msg.alarm)
	case noticeExpiredMsg:
		return a, a.notice.expire(msg)
	}
	return a, nil
}

// keys passes a key to the top dialog, or to the action table if none is open. Runes that
// arrived in one read come as one message ("jq"): they are separate keys, unless
// they were pasted, and pasted text runs no action.
func (a *App) keys(msg tea.KeyMsg) tea.Cmd {
	if msg.Type != tea.KeyRunes || len(msg.Runes) <= 1 || msg.Paste {
		return a.key(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		cmds = append(cmds, a.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}))
	}
	return tea.Batch(cmds...)
}

func (a *App) key(msg tea.KeyMsg) tea.Cmd {
	if msg.Type == tea.KeyCtrlC && !msg.Paste {
		return tea.Quit
	}
	if d := a.dialogs.Top(); d != nil {
		return d.Key(a.env(), msg)
	}
	if msg.Paste {
		return nil
	}
	return a.act(msg.String())
}

func (a *App) resized(width, height int) tea.Cmd {
	a.window = window{width, height}
	a.show(a.views.active)
	return tea.Batch(a.follow(), a.ask())
}
