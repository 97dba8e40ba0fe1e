package dialog

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/moment"
	"berth/model/safe"
	"berth/ui/act"
	"berth/ui/dash/cells"
	"berth/ui/theme"
)

// closeDialog asks whether one connection is to be closed.
type closeDialog struct {
	choices
	label, holder safe.Text
	socket        act.Socket
}

var closeKeys = bindings[*closeDialog]{
	{keys: []string{"left", "h", "up", "k", "shift+tab"}, run: func(d *closeDialog, _ *Env) tea.Cmd { return d.focus(placeCancel) }},
	{keys: []string{"right", "l", "down", "j", "tab"}, hint: "arrows move", run: func(d *closeDialog, _ *Env) tea.Cmd { return d.focus(placeGo) }},
	{keys: []string{"enter"}, hint: "Enter", run: (*closeDialog).confirm},
	{keys: []string{"esc", "q", "n"}, hint: "Esc cancels", run: (*closeDialog).cancel},
}

// NoClose says why the selected row is no connection that can be closed.
func NoClose(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case s.Conn == nil:
		return "c closes a single connection: choose one in the Connections pane"
	case s.Conn.Socket().Listening():
		return "this is a listener: closing it would leave its process deaf; x ends the process"
	}
	return ""
}

// CannotClose says why the kernel closes no connection, once it has said so.
func CannotClose(env *Env) string { return env.Memory.cannotClose }

// foundMsg: the find command, when a connection was found in the kernel, or not.
type foundMsg struct {
	label  safe.Text
	holder safe.Text
	socket act.Socket
	err    error
}

// Close finds the selected connection in the kernel, then opens the dialog: from
// that moment its ends cannot come to mean another connection.
func Close(env *Env) tea.Cmd {
	s, _ := env.Row()
	actor, c := env.Machine.Actor, *s.Conn
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		msg := foundMsg{label: s.Label, holder: holderOf(c)}
		msg.socket, msg.err = act.FindSocket(ctx, actor, c.Socket().ID())
		return msg
	}
}

// holderOf names the process that has the connection, or says why none can be named.
func holderOf(c moment.Conn) safe.Text {
	processes, unnamed := act.Holders(c.In.Snapshot, c.Socket())
	if len(processes) == 0 {
		return unnamed
	}
	names := make([]safe.Text, len(processes))
	for i, p := range processes {
		names[i] = p.Label()
	}
	return safe.Concat(safe.Say("held by "), safe.Join(safe.Say(", "), names...), safe.Say(", which lives on"))
}

// Take opens the dialog.
func (msg foundMsg) Take(env *Env) tea.Cmd {
	if msg.err != nil {
		return env.Say(errorText(msg.err), true)
	}
	if why, guarded := msg.socket.Guarded(); guarded {
		return env.Say(msg.label.String()+": "+why.String(), true)
	}
	d := &closeDialog{label: msg.label, holder: msg.holder, socket: msg.socket}
	return d.ask(env, d)
}

// Key runs a key of the table.
func (d *closeDialog) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if !d.hears(msg) {
		return nil
	}
	cmd, _ := closeKeys.press(d, env, msg)
	return cmd
}

func (d *closeDialog) cancel(env *Env) tea.Cmd {
	env.Close(d)
	return nil
}

func (d *closeDialog) confirm(env *Env) tea.Cmd {
	env.Close(d)
	if d.at == placeCancel {
		return nil
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), holdTime)
		defer cancel()
		return closedMsg{d.label, d.socket.Close(ctx, false)}
	}
}

// closedMsg: the close command, with the kernel's answer.
type closedMsg struct {
	label  safe.Text
	result act.CloseResult
}

// Take tells the kernel's answer and looks at the machine again.
func (msg closedMsg) Take(env *Env) tea.Cmd {
	text := msg.result.Words(msg.label).String()
	if msg.result.Unsupported() {
		env.Memory.cannotClose = text
	}
	return tea.Batch(env.Say(text, msg.result.Err != nil), env.Sample())
}

// Content is the connection, who has it, what closing does, and the buttons.
func (d *closeDialog) Content(env *Env, width, _ int) (string, []string) {
	th := env.Theme
	lines := []string{th.Paint(theme.Strong, cells.Clip(th.Text(d.label.String()+"  "+d.socket.State.NameOn(d.socket.Socket.Proto).String()), width))}
	lines = append(lines, cells.Wrap(th, d.holder.String(), 2, width)...)
	lines = append(lines, cells.Wrap(th, d.socket.Effect().String(), 2, width)...)
	lines = append(lines, "",
		d.show(th, placeCancel, "[ Cancel ]")+"   "+d.show(th, placeGo, "[ Close this connection ]"),
		th.Paint(theme.Dim, cells.Clip(th.Text(closeKeys.hints(d)), width)))
	return "Close one connection", lines
}
