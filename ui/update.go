package ui

import tea "github.com/charmbracelet/bubbletea"

// Init takes the first sample.
func (a *App) Init() tea.Cmd { return a.sample() }

// Update is one line for each message; what it does stands where its name says.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.clean = false
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
		return a, a.swap(msg)
	case stillMsg:
		return a, a.rested(msg)
	case detailMsg:
		return a, a.detailed(msg)
	case bareMsg:
		return a, a.bared(msg)
	case heldMsg:
		return a, a.held(msg)
	case seizedMsg:
		return a, a.seized(msg)
	case closedMsg:
		return a, a.closed(msg)
	case probedMsg:
		return a, a.probed(msg)
	case weighedMsg:
		return a, a.weighed(msg)
	case permitMsg:
		return a, a.permitted(msg)
	case tunedMsg:
		return a, a.tuned(msg)
	case armedMsg:
		return a, msg.dialog.arm()
	case signalMsg:
		return a, a.signalled(msg)
	case noticeMsg:
		return a, a.say(msg.text, msg.alarm)
	case hushMsg:
		return a, a.hush(msg)
	}
	return a, nil
}

// keys hands a key to the overlay on top, else to the action table. Runes that
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
	if o := a.top(); o != nil {
		return o.key(a, msg)
	}
	if msg.Paste {
		return nil
	}
	return a.act(msg.String())
}

func (a *App) resized(width, height int) tea.Cmd {
	a.width, a.height = width, height
	a.show(a.active)
	return tea.Batch(a.follow(), a.ask())
}
