package dash

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/dialog"
	"berth/ui/dash/pane"
)

// act runs the action of a key, or says why it is not possible.
func (a *App) act(key string) tea.Cmd {
	a.notice.dismiss()
	a.rows.pendingKey = ""
	if !slices.Contains(digits, key) && key != "backspace" {
		a.filter = a.filter.Typed()
	}
	for i := range a.actions {
		act := &a.actions[i]
		if !slices.Contains(act.keys, key) {
			continue
		}
		switch why := act.blocks(a); {
		case why == dialog.NoRow && a.rows.making: // the rows are being built
			a.rows.pendingKey = key
			return nil
		case why != "":
			return a.say(why, false)
		}
		return act.run(a, key)
	}
	return nil
}

func noDrill(a *App) string {
	s, ok := pane.Selected(a.pane())
	switch {
	case !ok:
		return dialog.NoRow
	case s.Unmasked:
		return "this is about the whole host and has no sockets; i inspects it"
	case s.Scope.Match == nil:
		return "this is already a single connection; i inspects it"
	case a.views.inside(s.Scope):
		return "its sockets are already open in the Connections pane"
	}
	return ""
}

// switchPane goes forward or back by some panes.
func (a *App) switchPane(by int) tea.Cmd {
	n := len(a.views.panes)
	a.show((a.views.active + by + n) % n)
	return tea.Batch(a.want(buildRows|buildBeside), a.ask())
}

// drill opens the sockets of the selected row.
func (a *App) drill() tea.Cmd {
	s, _ := a.pane().Selected()
	a.views.open(s.Scope)
	a.show(connections)
	a.views.home()
	return tea.Batch(a.rebuild(), a.ask())
}

// back closes the last opened row; if none is open, it clears the filter.
func (a *App) back() tea.Cmd {
	from, ok := a.views.back()
	if !ok {
		return a.setFilter(dialog.Filter{})
	}
	a.show(from)
	return tea.Batch(a.rebuild(), a.ask())
}

// setFilter applies another filter.
func (a *App) setFilter(f dialog.Filter) tea.Cmd {
	a.filter = f
	return tea.Batch(a.rebuild(), a.ask())
}

// digit appends a digit to the port of the filter.
func (a *App) digit(key string) tea.Cmd { return a.filterPort(a.filter.WithDigit(key)) }

// deleteDigit deletes the last digit of the port of the filter.
func (a *App) deleteDigit() tea.Cmd {
	if !a.filter.Typing() {
		return nil
	}
	return a.filterPort(a.filter.WithoutDigit())
}

func (a *App) filterPort(f dialog.Filter, why string) tea.Cmd {
	if why != "" {
		return a.say(why, false)
	}
	return a.setFilter(f)
}

func (a *App) pause() tea.Cmd {
	a.sampling.paused = !a.sampling.paused
	if a.sampling.paused {
		return nil
	}
	return a.sample()
}

// pace makes the interval longer or shorter by a step.
func (a *App) pace(by int) tea.Cmd {
	a.sampling.pace(by)
	if a.sampling.running != 0 {
		return nil // the running sample starts the next timer
	}
	return a.arm()
}

func (a *App) refresh() tea.Cmd { return tea.Batch(tea.ClearScreen, a.sample()) }

func (a *App) copy() tea.Cmd {
	s, _ := pane.Selected(a.pane())
	if a.Copy == nil {
		return a.say("this terminal has no clipboard", false)
	}
	put, text := a.Copy, s.Copy.String()
	return func() tea.Msg {
		if err := put(text); err != nil {
			return noticeMsg{"copy: " + err.Error(), true}
		}
		return noticeMsg{"copied " + text, false}
	}
}

// openHelp shows the help, which is built from the table of actions.
func openHelp(a *App) tea.Cmd {
	why := a.env().MayAct()
	keys := make([]dialog.Keys, len(a.actions))
	for i, act := range a.actions {
		keys[i] = dialog.Keys{Show: act.show, Help: act.help}
		if act.mutates && why != "" {
			keys[i].Help += " (" + why + ")"
		}
	}
	return dialog.Help(a.env(), keys)
}
