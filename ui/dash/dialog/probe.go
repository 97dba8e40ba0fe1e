package dialog

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/dash/cells"
	"berth/ui/theme"
)

// probing shows whether an address answers: at first that it is being tried.
type probing struct {
	request model.ProbeRequest
	result  *model.ProbeResult // nil until it is there
}

// NoProbe returns why the selected row has no address that can be tested.
func NoProbe(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case env.Machine.Prober == nil:
		return "no address can be tested from here"
	case s.Probe.Port == 0:
		return "t tests a port or the peer of a connection: select one; berth probe tests any address"
	}
	return ""
}

// Probe connects to the selected address once, and sends nothing. To a UDP address
// it sends one empty datagram: there is no other way to test it.
func Probe(env *Env) tea.Cmd {
	s, _ := env.Row()
	prober := env.Machine.Prober
	p := &probing{request: s.Probe}
	env.Open(p)
	return func() tea.Msg {
		return probedMsg{p, prober.Probe(context.Background(), p.request)}
	}
}

// probedMsg is the result of the probe command.
type probedMsg struct {
	asked  *probing
	result model.ProbeResult
}

// Take passes the result to the dialog that requested it.
func (msg probedMsg) Take(*Env) tea.Cmd {
	msg.asked.result = &msg.result
	return nil
}

// Key closes the dialog, whatever the key.
func (p *probing) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if !msg.Paste {
		env.Close(p)
	}
	return nil
}

// Content is the result, step by step.
func (p *probing) Content(env *Env, width, _ int) (string, []string) {
	th := env.Theme
	title := "Can " + p.request.To().String() + " be reached from here"
	if p.result == nil {
		return title, []string{cells.Clip(th.Text("trying, for up to 3 s ..."), width), "", th.Paint(theme.Dim, "any key closes")}
	}
	var lines []string
	for i, text := range p.result.Lines(env.Moment.Taken) {
		for _, line := range cells.Wrap(th, text.String(), 4, width) {
			if i == 0 {
				line = th.Paint(theme.Strong, line)
			}
			lines = append(lines, line)
		}
	}
	if p.result.Exhausted() {
		lines = append(lines, cells.Wrap(th, "  "+env.Moment.PoolWords(p.result).String(), 4, width)...)
	}
	return title, append(lines, "", th.Paint(theme.Dim, "any key closes"))
}
