package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/theme"
)

// probeTime is how long an address may take to answer.
const probeTime = 3 * time.Second

// probing shows whether an address answers: at first that it is being tried.
type probing struct {
	call model.Call
	echo *model.Echo // nil while it is out
}

// probe connects to the selected address once, and sends nothing; to one of UDP
// it sends an empty datagram, as nothing else could tell.
func (a *App) probe() tea.Cmd {
	s, _ := a.pane().subject()
	reacher := a.machine.Reacher
	p := &probing{call: s.reach}
	a.open(p)
	return func() tea.Msg {
		return probedMsg{p, reacher.Reach(context.Background(), p.call)}
	}
}

// probed gives the answer to the overlay that asked, where it is still open.
func (a *App) probed(msg probedMsg) tea.Cmd {
	msg.asked.echo = &msg.echo
	return nil
}

func (p *probing) key(a *App, msg tea.KeyMsg) tea.Cmd {
	if !msg.Paste {
		a.dismiss(p)
	}
	return nil
}

func (p *probing) content(a *App, width, _ int) (string, []string) {
	th := a.theme
	title := "Can " + p.call.To().String() + " be reached from here"
	if p.echo == nil {
		return title, []string{clip(th.Text("trying, for 3 s at most ..."), width), "", th.Paint(theme.Dim, "any key closes")}
	}
	var lines []string
	for i, text := range p.echo.Lines(a.moment.Taken) {
		for _, line := range wrapped(th, text.String(), 4, width) {
			if i == 0 {
				line = th.Paint(theme.Strong, line)
			}
			lines = append(lines, line)
		}
	}
	if p.echo.Exhausted() {
		lines = append(lines, wrapped(th, "  "+a.moment.PoolWords(p.echo).String(), 4, width)...)
	}
	return title, append(lines, "", th.Paint(theme.Dim, "any key closes"))
}
