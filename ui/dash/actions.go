package dash

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/dash/dialog"
	"berth/ui/dash/pane"
)

// action describes a key. Dispatch, the hint bar, the help, the README and the
// read-only mode use only this table.
type action struct {
	keys    []string          // as Bubble Tea names them
	show    string            // the keys as the user reads them
	label   string            // in the hint bar; "" leaves it out
	help    string            // what it does, in one line
	mutates bool              // changes the machine: disabled by --read-only
	offered func(*App) bool   // whether the hint bar shows it; nil: always
	never   func(*App) string // why this machine never permits it, "" if it does; nil: always permitted
	blocked func(*App) string // why it is not possible now, "" if it is; nil: always possible
	run     func(a *App, key string) tea.Cmd
}

// forbids returns why the action is never possible here; the hint bar then leaves it out.
func (act *action) forbids(a *App) string {
	if act.mutates {
		if why := a.env().MayAct(); why != "" {
			return why
		}
	}
	if act.never != nil {
		return act.never(a)
	}
	return ""
}

// blocks returns why the action is not possible now.
func (act *action) blocks(a *App) string {
	if why := act.forbids(a); why != "" {
		return why
	}
	if act.blocked != nil {
		return act.blocked(a)
	}
	return ""
}

// actions are all keys of the panes, in the order of the help.
var actions = []action{
	{keys: digits, show: "0-9", help: "filter by port as you type (8080)", run: (*App).digit},
	{keys: []string{"backspace"}, show: "Backspace", help: "delete the last digit of the port filter", run: plain((*App).deleteDigit)},
	{keys: []string{"/", "f4"}, show: "/ F4", label: "filter", help: "filter expression; an invalid filter is ignored until it parses", run: plain(func(a *App) tea.Cmd { return dialog.EditFilter(a.env(), a.filter, a.setFilter) })},
	{keys: []string{"tab"}, show: "Tab", label: "pane", help: "next pane", run: plain(func(a *App) tea.Cmd { return a.switchPane(1) })},
	{keys: []string{"shift+tab"}, show: "Shift-Tab", help: "previous pane", run: plain(func(a *App) tea.Cmd { return a.switchPane(-1) })},
	{keys: []string{"s", "f6"}, show: "s F6", label: "sort", help: "choose the column to sort by", offered: ordered, blocked: noOrder, run: plain(sortMenuOf)},
	{keys: []string{"<", ">"}, show: "< >", help: "sort by the column to the left, to the right", blocked: noOrder, run: sortNext},
	{keys: []string{"r"}, show: "r", help: "reverse the order", blocked: noOrder, run: plain(reverseOrder)},
	{keys: []string{"up", "k"}, show: "↑ k", help: "up", run: moves(func(m pane.Mover) { m.Move(-1) })},
	{keys: []string{"down", "j"}, show: "↓ j", help: "down", run: moves(func(m pane.Mover) { m.Move(1) })},
	{keys: []string{"left", "right"}, show: "← →", help: "move along the ports in the map of the Range pane", blocked: noMap, run: moveSideways},
	{keys: []string{"o"}, show: "o", help: "switch between TCP and UDP in the map of the Range pane", blocked: noMap, run: plain(otherProtocol)},
	{keys: []string{"pgup", "ctrl+b"}, show: "PgUp Ctrl-B", help: "a page up", run: moves(func(m pane.Mover) { m.Move(-m.Page()) })},
	{keys: []string{"pgdown", "ctrl+f"}, show: "PgDn Ctrl-F", help: "a page down", run: moves(func(m pane.Mover) { m.Move(m.Page()) })},
	{keys: []string{"home", "g"}, show: "g Home", help: "first row", run: moves(pane.Mover.Home)},
	{keys: []string{"end", "G"}, show: "G End", help: "last row", run: moves(pane.Mover.End)},
	{keys: []string{"enter"}, show: "↵", label: "connections", help: "open the sockets of the row", blocked: noDrill, run: plain((*App).drill)},
	{keys: []string{"esc"}, show: "Esc", help: "go back; at the top level, clear the filter", run: plain((*App).back)},
	{keys: []string{"i"}, show: "i", label: "inspect", help: "show all details of the row", blocked: says(dialog.NoInspect), run: opens(dialog.Inspect)},
	{keys: []string{"x", "f9"}, show: "x F9", label: "kill", help: "kill the process that owns this row (asks first)", mutates: true, blocked: says(dialog.NoKill), run: opens(dialog.Kill)},
	{keys: []string{"c"}, show: "c", label: "close", help: "close this one connection (asks first); its process keeps running", mutates: true, never: says(dialog.CannotClose), blocked: says(dialog.NoClose), run: opens(dialog.Close)},
	{keys: []string{"t"}, show: "t", label: "test", help: "test if the address is reachable: connects once and sends nothing (UDP: one empty datagram)", blocked: says(dialog.NoProbe), run: opens(dialog.Probe)},
	{keys: []string{"w"}, show: "w", label: "what if", help: "what-if: try a wider range, tcp_tw_reuse, more source addresses, pooling", offered: reports(dialog.Pooled), blocked: says(dialog.NoPool), run: opens(dialog.WhatIf)},
	{keys: []string{"a"}, show: "a", label: "apply", help: "apply the setting that this row recommends (asks first)", mutates: true, offered: reports(dialog.Advised), blocked: says(dialog.NoAdvice), run: opens(dialog.Apply)},
	{keys: []string{"u"}, show: "u", label: "undo", help: "undo the last sysctl change", mutates: true, offered: reports(dialog.Undoable), blocked: says(dialog.NothingApplied), run: opens(dialog.Undo)},
	{keys: []string{"y"}, show: "y", help: "copy the address, the PID or the command (OSC 52)", blocked: says(dialog.NoInspect), run: plain((*App).copy)},
	{keys: []string{"p", " "}, show: "p Space", label: "pause", help: "pause or resume", run: plain((*App).pause)},
	{keys: []string{"+", "="}, show: "+ =", help: "refresh less often", run: plain(func(a *App) tea.Cmd { return a.pace(1) })},
	{keys: []string{"-"}, show: "-", help: "refresh more often", run: plain(func(a *App) tea.Cmd { return a.pace(-1) })},
	{keys: []string{"ctrl+l"}, show: "Ctrl-L", help: "redraw the screen and refresh now", run: plain((*App).refresh)},
	{keys: []string{"ctrl+z"}, show: "Ctrl-Z", help: "suspend berth; the shell command fg resumes it", run: plain(func(*App) tea.Cmd { return tea.Suspend })},
	{keys: []string{"?", "f1", "h"}, show: "? F1 h", label: "help", help: "show this help", run: plain(openHelp)},
	{keys: []string{"q", "f10"}, show: "q F10", label: "quit", help: "quit (Ctrl-C too)", run: plain(func(*App) tea.Cmd { return tea.Quit })},
}

var digits = []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// plain makes an action that ignores which of its keys was pressed.
func plain(f func(*App) tea.Cmd) func(*App, string) tea.Cmd {
	return func(a *App, _ string) tea.Cmd { return f(a) }
}

// moves makes an action that moves the cursor.
func moves(f func(pane.Mover)) func(*App, string) tea.Cmd {
	return func(a *App, _ string) tea.Cmd { return a.move(f) }
}

// opens makes an action that opens a dialog.
func opens(f func(*dialog.Env) tea.Cmd) func(*App, string) tea.Cmd {
	return func(a *App, _ string) tea.Cmd { return f(a.env()) }
}

// says and reports let a dialog decide whether it can be opened.
func says(f func(*dialog.Env) string) func(*App) string {
	return func(a *App) string { return f(a.env()) }
}
func reports(f func(*dialog.Env) bool) func(*App) bool {
	return func(a *App) bool { return f(a.env()) }
}
