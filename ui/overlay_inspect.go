package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/detail"
	"berth/ui/theme"
)

// inspection shows all that is known of one row, in words.
type inspection struct {
	pager
	subject subject
	facts   []detail.Section // of the subject, as it was
	asked   bool             // a closer look is on its way, or has come
	detail  *model.Detail
	failed  string
	bare    *detail.Fact // the command line with its secrets, since somebody asked for it
}

// reveal is the key that shows secrets, and hides them again.
const reveal = "u"

// detailTime bounds looking closely at one process.
const detailTime = 2 * time.Second

func (a *App) inspect() tea.Cmd {
	s, _ := a.pane().subject()
	i := &inspection{subject: s, facts: s.facts(), asked: s.known && a.machine.Prober != nil}
	a.open(i)
	if !i.asked {
		return nil
	}
	prober := a.machine.Prober
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), detailTime)
		defer cancel()
		d, err := prober.Detail(ctx, s.process)
		return detailMsg{s.process, d, err}
	}
}

// detailed gives the detail to the inspection that asked, if it is still open.
func (a *App) detailed(msg detailMsg) tea.Cmd {
	for _, o := range a.overlays {
		if i, ok := o.(*inspection); ok && i.subject.process == msg.process {
			i.detail = msg.detail
			if msg.err != nil {
				i.failed = model.Sanitise(msg.err.Error()).String()
			}
		}
	}
	return nil
}

// reveal asks for the command line with its secrets; it is read now and kept no
// longer than it is shown.
func (i *inspection) reveal(a *App) tea.Cmd {
	if i.bare != nil {
		i.bare = nil
		return nil
	}
	i.bare = &detail.Fact{Label: "command, secrets shown", Value: model.Say("...")}
	prober, process := a.machine.Prober, i.subject.process
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), detailTime)
		defer cancel()
		command, err := prober.Command(ctx, process)
		return bareMsg{process, command, err}
	}
}

// bared gives the command line to the inspection that still shows it.
func (a *App) bared(msg bareMsg) tea.Cmd {
	if msg.err != nil {
		msg.command = model.Sanitise(msg.err.Error())
	}
	for _, o := range a.overlays {
		if i, ok := o.(*inspection); ok && i.bare != nil && i.subject.process == msg.process {
			i.bare.Value = msg.command
		}
	}
	return nil
}

func (i *inspection) key(a *App, msg tea.KeyMsg) tea.Cmd {
	if i.detail != nil && !msg.Paste && msg.String() == reveal {
		return i.reveal(a)
	}
	if !i.pager.key(msg) && !msg.Paste {
		a.dismiss(i)
	}
	return nil
}

func (i *inspection) content(a *App, width, height int) (string, []string) {
	th := a.theme
	sections := i.facts
	if more := i.close(); len(more.Facts) > 0 {
		sections = append(sections[:len(sections):len(sections)], more)
	}
	label := 0
	for _, s := range sections {
		for _, f := range s.Facts {
			label = max(label, len(f.Label))
		}
	}
	label = min(label, max(width/2-2, 8))
	var lines []string
	for n, s := range sections {
		if n > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Paint(theme.Brand, s.Title))
		for _, f := range s.Facts {
			lines = append(lines, factLines(th, f, label, width)...)
		}
	}
	shown, above, below := i.window(lines, height-1)
	return "Inspect " + i.subject.label.String(), append(shown, more(th, above, below, i.secrets()...))
}

// secrets says what the key does, where it does something.
func (i *inspection) secrets() []string {
	switch {
	case i.detail == nil:
		return nil
	case i.bare != nil:
		return []string{reveal + " masks secrets"}
	}
	return []string{reveal + " shows secrets"}
}

// factLines is a fact as a label and its value, wrapped beside it.
func factLines(th *theme.Theme, f detail.Fact, label, width int) []string {
	lines := wrapped(th, f.Value.String(), label+2, width)
	name := clip(th.Text(f.Label), label)
	lines[0] = th.Paint(theme.Dim, cell(name, label)) + "  " + lines[0][label+2:]
	return lines
}

// close is what looking closely at the process told.
func (i *inspection) close() detail.Section {
	s := detail.Section{Title: "Process, looked at closely"}
	switch {
	case i.asked && i.detail == nil && i.failed == "":
		s.Add("reading", model.Say("..."))
	case i.failed != "":
		s.Add("not readable", model.Sanitise(i.failed))
	case i.detail != nil:
		s.Facts = detail.Closely(i.detail, i.command())
	}
	return s
}

// command is the command line, masked unless somebody asked to see it.
func (i *inspection) command() detail.Fact {
	if i.bare != nil {
		return *i.bare
	}
	return detail.Fact{Label: "command, secrets masked", Value: i.detail.Command}
}
