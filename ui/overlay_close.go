package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/act"
	"berth/ui/theme"
)

// closeDialog asks whether one connection is to be closed. It has two places:
// Cancel, which has the keys at first, and Close.
type closeDialog struct {
	label, holder model.Safe
	socket        act.Socket
	ready         bool // Close has the keys
	armed         bool
}

// seize finds the selected connection in the kernel, then opens the dialog: from
// that moment its ends cannot come to mean another connection.
func (a *App) seize() tea.Cmd {
	s, _ := a.pane().subject()
	actor, c := a.machine.Actor, *s.conn
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		msg := seizedMsg{label: s.label, holder: holderOf(c)}
		msg.socket, msg.err = act.FindSocket(ctx, actor, c.Socket().ID())
		return msg
	}
}

// holderOf names who has the connection, or why nobody can be named.
func holderOf(c model.Conn) model.Safe {
	processes, unnamed := act.Holders(c.In.Snapshot, c.Socket())
	if len(processes) == 0 {
		return unnamed
	}
	names := make([]model.Safe, len(processes))
	for i, p := range processes {
		names[i] = p.Who()
	}
	return model.Concat(model.Say("held by "), model.Join(model.Say(", "), names...), model.Say(", which lives on"))
}

// seized opens the dialog.
func (a *App) seized(msg seizedMsg) tea.Cmd {
	if msg.err != nil {
		return a.say(model.Sanitise(msg.err.Error()).String(), true)
	}
	if why, guarded := msg.socket.Guarded(); guarded {
		return a.say(msg.label.String()+": "+why.String(), true)
	}
	d := &closeDialog{label: msg.label, holder: msg.holder, socket: msg.socket}
	a.open(d)
	return a.After(deaf, armedMsg{d})
}

func (d *closeDialog) arm() tea.Cmd {
	d.armed = true
	return nil
}

func (d *closeDialog) key(a *App, msg tea.KeyMsg) tea.Cmd {
	if !d.armed || msg.Paste {
		return nil
	}
	switch msg.String() {
	case "esc", "q", "n":
		a.dismiss(d)
	case "left", "h", "up", "k", "shift+tab":
		d.ready = false
	case "right", "l", "down", "j", "tab":
		d.ready = true
	case "enter":
		a.dismiss(d)
		if d.ready {
			return d.close()
		}
	}
	return nil
}

func (d *closeDialog) close() tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		return closedMsg{d.label, d.socket.Close(ctx, false)}
	}
}

// closed tells the kernel's answer and looks at the machine again.
func (a *App) closed(msg closedMsg) tea.Cmd {
	text := msg.result.Words(msg.label).String()
	if msg.result.Unsupported() {
		a.closeless = text
	}
	return tea.Batch(a.say(text, msg.result.Err != nil), a.sample())
}

func (d *closeDialog) content(a *App, width, _ int) (string, []string) {
	th := a.theme
	lines := []string{th.Paint(theme.Strong, clip(th.Text(d.label.String()+"  "+d.socket.State.NameOn(d.socket.Socket.Proto).String()), width))}
	lines = append(lines, wrapped(th, d.holder.String(), 2, width)...)
	lines = append(lines, wrapped(th, d.socket.Effect().String(), 2, width)...)
	lines = append(lines, "",
		marked(th, !d.ready, "[ Cancel ]")+"   "+marked(th, d.ready, "[ Close this connection ]"),
		th.Paint(theme.Dim, clip(th.Text("arrows move · Enter · Esc cancels"), width)))
	return "Close one connection", lines
}
