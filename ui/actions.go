package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// action is a key and all that is said of it: dispatch, hint bar, help, the
// README and read-only mode read this table and nothing else.
type action struct {
	keys    []string          // as Bubble Tea names them
	show    string            // how the keys are written for people
	label   string            // in the hint bar; "" keeps it out of there
	help    string            // what it does, in one line
	mutates bool              // changes the machine: gone under --read-only
	offered func(*App) bool   // whether the hint bar has it; nil: always
	never   func(*App) string // why this machine does not let it be done; nil where every one does
	blocked func(*App) string // why it cannot be done now, "" when it can
	run     func(a *App, key string) tea.Cmd
}

// actions is every key of the panes, in the order of the help.
var actions = []action{
	{keys: digits, show: "0-9", help: "filter by port, at once, as typed (8080)", run: (*App).digit},
	{keys: []string{"backspace"}, show: "Backspace", help: "take back the last digit of the port", run: plain((*App).undigit)},
	{keys: []string{"/", "f4"}, show: "/ F4", label: "filter", help: "filter expression; invalid text keeps the last good view", run: plain((*App).openFilter)},
	{keys: []string{"tab"}, show: "Tab", label: "pane", help: "next pane", run: plain(func(a *App) tea.Cmd { return a.turn(1) })},
	{keys: []string{"shift+tab"}, show: "Shift-Tab", help: "previous pane", run: plain(func(a *App) tea.Cmd { return a.turn(-1) })},
	{keys: []string{"s", "f6"}, show: "s F6", label: "sort", help: "choose the column to sort by", offered: ordered, blocked: noOrder, run: plain((*App).openSort)},
	{keys: []string{"<", ">"}, show: "< >", help: "sort by the column to the left, to the right", blocked: noOrder, run: (*App).sortNext},
	{keys: []string{"r"}, show: "r", help: "reverse the order", blocked: noOrder, run: plain((*App).reverse)},
	{keys: []string{"up", "k"}, show: "↑ k", help: "up", run: moved(func(p pane) { p.move(-1) })},
	{keys: []string{"down", "j"}, show: "↓ j", help: "down", run: moved(func(p pane) { p.move(1) })},
	{keys: []string{"left", "right"}, show: "← →", help: "along the ports, in the map of the Range pane", blocked: flat, run: (*App).sidestep},
	{keys: []string{"o"}, show: "o", help: "the other protocol, in the map of the Range pane", blocked: flat, run: plain((*App).cross)},
	{keys: []string{"pgup", "ctrl+b"}, show: "PgUp Ctrl-B", help: "a page up", run: moved(func(p pane) { p.move(-p.page()) })},
	{keys: []string{"pgdown", "ctrl+f"}, show: "PgDn Ctrl-F", help: "a page down", run: moved(func(p pane) { p.move(p.page()) })},
	{keys: []string{"home", "g"}, show: "g Home", help: "first row", run: moved(pane.home)},
	{keys: []string{"end", "G"}, show: "G End", help: "last row", run: moved(pane.end)},
	{keys: []string{"enter"}, show: "↵", label: "connections", help: "open the sockets of the row", blocked: noDrill, run: plain((*App).drill)},
	{keys: []string{"esc"}, show: "Esc", help: "go back; on the first level, clear the filter", run: plain((*App).back)},
	{keys: []string{"i"}, show: "i", label: "inspect", help: "all that is known of the row, in words", blocked: nothing, run: plain((*App).inspect)},
	{keys: []string{"x", "f9"}, show: "x F9", label: "kill", help: "end the process behind the row: shows who would be hit, Cancel is the default", mutates: true, blocked: noKill, run: plain((*App).kill)},
	{keys: []string{"c"}, show: "c", label: "close", help: "close this one connection; its process lives on", mutates: true, never: func(a *App) string { return a.closeless }, blocked: noClose, run: plain((*App).seize)},
	{keys: []string{"t"}, show: "t", label: "test", help: "test whether the address can be reached: connects once, sends nothing; to UDP one empty datagram", blocked: noProbe, run: plain((*App).probe)},
	{keys: []string{"w"}, show: "w", label: "what if", help: "try changes on paper for the pool of the row, else for the tightest: another range, tcp_tw_reuse, source addresses, a connection pool", offered: pooled, blocked: noPool, run: plain((*App).tryOut)},
	{keys: []string{"a"}, show: "a", label: "apply", help: "apply the setting that the row advises: shows old and new value and what it acts on, Cancel is the default", mutates: true, offered: advised, blocked: noAdvice, run: plain((*App).apply)},
	{keys: []string{"u"}, show: "u", label: "undo", help: "take back what was applied last in this run; asks again", mutates: true, offered: revocable, blocked: nothingApplied, run: plain((*App).undo)},
	{keys: []string{"y"}, show: "y", help: "copy the address, the PID or the command (OSC 52)", blocked: nothing, run: plain((*App).copy)},
	{keys: []string{"p", " "}, show: "p Space", label: "pause", help: "pause, go on", run: plain((*App).pause)},
	{keys: []string{"+", "="}, show: "+ =", help: "refresh less often", run: plain(func(a *App) tea.Cmd { return a.pace(1) })},
	{keys: []string{"-"}, show: "-", help: "refresh more often", run: plain(func(a *App) tea.Cmd { return a.pace(-1) })},
	{keys: []string{"ctrl+l"}, show: "Ctrl-L", help: "draw the screen anew and refresh now", run: plain((*App).refresh)},
	{keys: []string{"ctrl+z"}, show: "Ctrl-Z", help: "suspend; fg comes back", run: plain(func(*App) tea.Cmd { return tea.Suspend })},
	{keys: []string{"?", "f1", "h"}, show: "? F1 h", label: "help", help: "this help", run: plain((*App).openHelp)},
	{keys: []string{"q", "f10"}, show: "q F10", label: "quit", help: "quit (Ctrl-C too)", run: plain(func(*App) tea.Cmd { return tea.Quit })},
}

var digits = []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// plain is for the actions that do not care which of their keys was pressed.
func plain(f func(*App) tea.Cmd) func(*App, string) tea.Cmd {
	return func(a *App, _ string) tea.Cmd { return f(a) }
}

// moved is for the actions that move the cursor.
func moved(f func(pane)) func(*App, string) tea.Cmd {
	return func(a *App, _ string) tea.Cmd {
		f(a.pane())
		return tea.Batch(a.moved(), a.follow())
	}
}

// act runs the action of a key.
func (a *App) act(key string) tea.Cmd {
	a.heard()
	a.early = ""
	if !slices.Contains(digits, key) && key != "backspace" {
		a.filter.digits = "" // another key ends the number that was being typed
	}
	for i := range actions {
		act := &actions[i]
		if !slices.Contains(act.keys, key) {
			continue
		}
		switch why := a.blocks(act); {
		case why == noRow && a.building: // they are on their way
			a.early = key
			return nil
		case why != "":
			return a.say(why, false)
		}
		return act.run(a, key)
	}
	return nil
}

// forbids says why an action cannot be done at all; the hint bar leaves it out then.
func (a *App) forbids(act *action) string {
	if act.mutates {
		if why := a.mayAct(); why != "" {
			return why
		}
	}
	if act.never != nil {
		return act.never(a)
	}
	return ""
}

// blocks says why an action cannot be done now.
func (a *App) blocks(act *action) string {
	if why := a.forbids(act); why != "" {
		return why
	}
	if act.blocked != nil {
		return act.blocked(a)
	}
	return ""
}

// noRow is why an action that is about a row cannot be done without one.
const noRow = "no row is selected"

func nothing(a *App) string {
	if a.pane().empty() {
		return noRow
	}
	return ""
}

func noDrill(a *App) string {
	s, ok := a.pane().subject()
	switch {
	case !ok:
		return noRow
	case s.bare:
		return "this is about the whole host: no socket is its own; i inspects it"
	case s.scope.match == nil:
		return "this is a single connection already; i inspects it"
	case len(a.trail) > 0 && a.trail[len(a.trail)-1].label == s.scope.label:
		return "its sockets are open already, in the Connections pane"
	}
	return ""
}

func noKill(a *App) string {
	s, ok := a.pane().subject()
	switch {
	case !ok:
		return noRow
	case a.hunting:
		return "taking hold of the processes ..."
	}
	return s.why
}

func noClose(a *App) string {
	s, ok := a.pane().subject()
	switch {
	case !ok:
		return noRow
	case s.conn == nil:
		return "c closes a single connection: choose one in the Connections pane"
	case s.conn.Socket().Listening():
		return "this is a listener: closing it would leave its process deaf; x ends the process"
	}
	return ""
}

func noProbe(a *App) string {
	s, ok := a.pane().subject()
	switch {
	case !ok:
		return noRow
	case a.machine.Reacher == nil:
		return "nothing can be reached from here"
	case s.reach.Port == 0:
		return "t tests the address of a port or of a connection's peer: choose one of those; berth probe takes any"
	}
	return ""
}

// turn goes to another pane.
func (a *App) turn(by int) tea.Cmd {
	a.show((a.active + by + len(a.panes)) % len(a.panes))
	return tea.Batch(a.want(workRows|workBeside), a.ask())
}

// drill opens the sockets of the selected row.
func (a *App) drill() tea.Cmd {
	s, _ := a.pane().scope()
	s.from = a.active
	a.trail = append(a.trail, s)
	a.show(connections)
	a.pane().home()
	return tea.Batch(a.rebuild(), a.ask())
}

// back goes one step out: from the trail, else from the filter.
func (a *App) back() tea.Cmd {
	if n := len(a.trail); n > 0 {
		from := a.trail[n-1].from
		a.trail = a.trail[:n-1]
		a.show(from)
		return tea.Batch(a.rebuild(), a.ask())
	}
	return a.setFilter(filter{})
}

func (a *App) reverse() tea.Cmd {
	name, desc := a.pane().sorting()
	a.pane().sortBy(name, !desc)
	return a.resort()
}

// sortNext sorts by the next column on the screen, to the left or to the right.
func (a *App) sortNext(key string) tea.Cmd {
	names := a.pane().visible()
	name, _ := a.pane().sorting()
	step := 1
	if key == "<" {
		step = -1
	}
	i := slices.Index(names, name)
	if i < 0 && step < 0 { // sorted by a column that has no room here
		i = 0
	}
	i = (i + step + len(names)) % len(names)
	return a.sortOn(names[i])
}

// sortOn sorts by a column the way that column sorts first.
func (a *App) sortOn(name string) tea.Cmd {
	a.pane().sortBy(name, descends(a.pane(), name))
	return a.resort()
}

func (a *App) pause() tea.Cmd {
	a.paused = !a.paused
	if a.paused {
		return nil
	}
	return a.sample()
}

// paces are the intervals that + and - step through.
var paces = []time.Duration{
	500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second,
	10 * time.Second, 30 * time.Second, time.Minute,
}

// pace makes the interval longer or shorter by a step.
func (a *App) pace(by int) tea.Cmd {
	if by > 0 {
		for _, d := range paces {
			if d > a.asked {
				a.asked = d
				break
			}
		}
	} else {
		for _, d := range slices.Backward(paces) {
			if d < a.asked {
				a.asked = d
				break
			}
		}
	}
	if a.sampling != 0 {
		return nil // the sample that is out arms the next one
	}
	return a.arm(a.interval())
}

func (a *App) refresh() tea.Cmd { return tea.Batch(tea.ClearScreen, a.sample()) }

func (a *App) copy() tea.Cmd {
	s, _ := a.pane().subject()
	if a.Copy == nil {
		return a.say("this terminal cannot be copied to", false)
	}
	put, text := a.Copy, s.copy.String()
	return func() tea.Msg {
		if err := put(text); err != nil {
			return noticeMsg{"copy: " + err.Error(), true}
		}
		return noticeMsg{"copied " + text, false}
	}
}
