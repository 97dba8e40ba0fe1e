package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/theme"
)

// closeDialog asks whether one connection is to be closed. It has two places:
// Cancel, which has the keys at first, and Close.
type closeDialog struct {
	label, holder model.Safe
	grip          model.Grip
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
		msg.grip, msg.err = actor.Seize(ctx, c.Socket().ID())
		return msg
	}
}

// holderOf names who has the connection, or why nobody can be named.
func holderOf(c model.Conn) model.Safe {
	held := c.In.HoldersOf(c.Socket())
	if len(held.Processes) == 0 {
		return model.Join(model.Say(": "), held.Status.Name(), held.Status.Meaning())
	}
	names := make([]model.Safe, len(held.Processes))
	for i, p := range held.Processes {
		names[i] = c.In.Processes[p].Who()
	}
	return model.Concat(model.Say("held by "), model.Join(model.Say(", "), names...), model.Say(", which lives on"))
}

// seized opens the dialog.
func (a *App) seized(msg seizedMsg) tea.Cmd {
	if msg.err != nil {
		return a.say(model.Sanitise(msg.err.Error()).String(), true)
	}
	if why, guarded := msg.grip.Guarded(); guarded {
		return a.say(msg.label.String()+": "+why.String(), true)
	}
	d := &closeDialog{label: msg.label, holder: msg.holder, grip: msg.grip}
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
			return d.close(a.machine.Actor)
		}
	}
	return nil
}

func (d *closeDialog) close(actor model.Actor) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		return closedMsg{d.label, actor.Close(ctx, d.grip, false)}
	}
}

// closed tells the kernel's answer and looks at the machine again.
func (a *App) closed(msg closedMsg) tea.Cmd {
	text := "closed " + msg.label.String()
	switch {
	case errors.Is(msg.err, model.ErrNoSocket):
		text = msg.label.String() + " ended by itself, nothing was closed"
	case msg.err != nil:
		text = model.Sanitise(msg.err.Error()).String()
	}
	if errors.Is(msg.err, model.ErrCannotClose) {
		a.closeless = text
	}
	return tea.Batch(a.say(text, msg.err != nil), a.sample())
}

func (d *closeDialog) content(a *App, width, _ int) (string, []string) {
	th := a.theme
	lines := []string{th.Paint(theme.Strong, clip(th.Text(d.label.String()+"  "+d.grip.State.NameOn(d.grip.Socket.Proto).String()), width))}
	lines = append(lines, wrapped(th, d.holder.String(), 2, width)...)
	lines = append(lines, wrapped(th, d.grip.Effect().String(), 2, width)...)
	lines = append(lines, "",
		marked(th, !d.ready, "[ Cancel ]")+"   "+marked(th, d.ready, "[ Close this connection ]"),
		th.Paint(theme.Dim, clip(th.Text("arrows move · Enter · Esc cancels"), width)))
	return "Close one connection", lines
}
