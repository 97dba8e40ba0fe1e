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

// closeDialog asks for confirmation before one connection is closed.
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

// NoClose returns why the selected row cannot be closed.
func NoClose(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case s.Conn == nil:
		return "c closes a single connection: select one in the Connections pane"
	case s.Conn.Socket().Listening():
		return "can't close a listener; x kills its process"
	}
	return ""
}

// CannotClose returns why this kernel cannot close connections, once it has reported that.
func CannotClose(env *Env) string { return env.Memory.cannotClose }

// foundMsg is the result of looking for a connection in the kernel.
type foundMsg struct {
	label  safe.Text
	holder safe.Text
	socket act.Socket
	err    error
}

// Close finds the selected connection in the kernel, then opens the dialog. From
// then on, berth cannot close another connection with the same ends by mistake.
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

// holderOf names the processes that hold the connection, or says why none is known.
func holderOf(c moment.Conn) safe.Text {
	processes, unnamed := act.Holders(c.In.Snapshot, c.Socket())
	if len(processes) == 0 {
		return unnamed
	}
	names := make([]safe.Text, len(processes))
	for i, p := range processes {
		names[i] = p.Label()
	}
	return safe.Format("held by %s, which keeps running", safe.Join(safe.Say(", "), names...))
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
	if !d.accepts(msg) {
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

// closedMsg is the result of the close command.
type closedMsg struct {
	label  safe.Text
	result act.CloseResult
}

// Take shows the result and takes a new sample.
func (msg closedMsg) Take(env *Env) tea.Cmd {
	text := msg.result.Words(msg.label).String()
	if msg.result.Unsupported() {
		env.Memory.cannotClose = text
	}
	return tea.Batch(env.Say(text, msg.result.Err != nil), env.Sample())
}

// Content is the connection, its holder, the effect of closing it, and the buttons.
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
