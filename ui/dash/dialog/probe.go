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
	result  *model.ProbeResult // nil while it is out
}

// NoProbe says why the selected row has no address that can be tested.
func NoProbe(env *Env) string {
	s, ok := env.Row()
	switch {
	case !ok:
		return NoRow
	case env.Machine.Prober == nil:
		return "nothing can be reached from here"
	case s.Probe.Port == 0:
		return "t tests the address of a port or of a connection's peer: choose one of those; berth probe takes any"
	}
	return ""
}

// Probe connects to the selected address once, and sends nothing; to one of UDP
// it sends an empty datagram, as nothing else could tell.
func Probe(env *Env) tea.Cmd {
	s, _ := env.Row()
	reacher := env.Machine.Prober
	p := &probing{request: s.Probe}
	env.Open(p)
	return func() tea.Msg {
		return probedMsg{p, reacher.Probe(context.Background(), p.request)}
	}
}

// probedMsg: the probe command, with what came back.
type probedMsg struct {
	asked  *probing
	result model.ProbeResult
}

// Take gives the answer to the dialog that asked.
func (msg probedMsg) Take(*Env) tea.Cmd {
	msg.asked.result = &msg.result
	return nil
}

// Key closes, whichever it is.
func (p *probing) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if !msg.Paste {
		env.Close(p)
	}
	return nil
}

// Content is the answer, step by step.
func (p *probing) Content(env *Env, width, _ int) (string, []string) {
	th := env.Theme
	title := "Can " + p.request.To().String() + " be reached from here"
	if p.result == nil {
		return title, []string{cells.Clip(th.Text("trying, for 3 s at most ..."), width), "", th.Paint(theme.Dim, "any key closes")}
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
