package dialog

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/cells"
	"berth/ui/dash/pane"
	"berth/ui/detail"
	"berth/ui/theme"
)

// inspection shows all details of one row.
type inspection struct {
	pager
	subject  pane.Subject
	facts    []detail.Section // of the subject, when the dialog was opened
	asked    bool             // details of the process were requested
	detail   *model.Detail
	failed   string
	unmasked *detail.Fact // the command line with its secrets, if the user asked for it
}

// reveal is the key that shows secrets, and hides them again.
const reveal = "u"

// detailTime is the time limit for reading the details of one process.
const detailTime = 2 * time.Second

// NoInspect returns why there is nothing to inspect.
func NoInspect(env *Env) string {
	if _, ok := env.Row(); !ok {
		return NoRow
	}
	return ""
}

// Inspect shows the selected row. The details of its process are read meanwhile.
func Inspect(env *Env) tea.Cmd {
	s, _ := env.Row()
	prober := env.Machine.Inspector
	i := &inspection{subject: s, facts: s.Facts(), asked: s.Known && prober != nil}
	env.Open(i)
	if !i.asked {
		return nil
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), detailTime)
		defer cancel()
		d, err := prober.Detail(ctx, s.Process)
		return detailMsg{i, d, err}
	}
}

// detailMsg is the result of the command that reads the details of a process.
type detailMsg struct {
	asked  *inspection
	detail *model.Detail
	err    error
}

// Take passes the details to the inspection that requested them.
func (msg detailMsg) Take(*Env) tea.Cmd {
	msg.asked.detail = msg.detail
	if msg.err != nil {
		msg.asked.failed = errorText(msg.err)
	}
	return nil
}

// reveal requests the command line with its secrets. It is read now, and kept only
// while it is shown.
func (i *inspection) reveal(env *Env) tea.Cmd {
	if i.unmasked != nil {
		i.unmasked = nil
		return nil
	}
	i.unmasked = &detail.Fact{Label: "command, secrets shown", Value: safe.Say("...")}
	prober, process := env.Machine.Inspector, i.subject.Process
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), detailTime)
		defer cancel()
		command, err := prober.Command(ctx, process)
		return revealedMsg{i, command, err}
	}
}

// revealedMsg is the result of the reveal command: a command line with its secrets.
type revealedMsg struct {
	asked   *inspection
	command safe.Text
	err     error
}

// Take passes the command line to the inspection, if that still shows secrets.
func (msg revealedMsg) Take(*Env) tea.Cmd {
	if msg.err != nil {
		msg.command = safe.Sanitise(msg.err.Error())
	}
	if msg.asked.unmasked != nil {
		msg.asked.unmasked.Value = msg.command
	}
	return nil
}

var inspectKeys = bindings[*inspection]{
	{keys: []string{reveal}, when: (*inspection).masks, hint: reveal + " shows secrets", run: (*inspection).reveal},
	{keys: []string{reveal}, when: (*inspection).reveals, hint: reveal + " masks secrets", run: (*inspection).reveal},
}

func (i *inspection) masks() bool   { return i.detail != nil && i.unmasked == nil }
func (i *inspection) reveals() bool { return i.detail != nil && i.unmasked != nil }

// Key runs a key of the table, or scrolls; any other one closes.
func (i *inspection) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if msg.Paste {
		i.scroll(msg)
		return nil
	}
	cmd, known := inspectKeys.press(i, env, msg)
	if !known && !i.scroll(msg) {
		env.Close(i)
	}
	return cmd
}

// Content is all details, in sections.
func (i *inspection) Content(env *Env, width, height int) (string, []string) {
	th := env.Theme
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
	return "Inspect " + i.subject.Label.String(), append(shown, more(th, above, below, inspectKeys.hints(i)))
}

// factLines is a fact as a label and its value, wrapped beside it.
func factLines(th *theme.Theme, f detail.Fact, label, width int) []string {
	lines := cells.Wrap(th, f.Value.String(), label+2, width)
	name := cells.Clip(th.Text(f.Label), label)
	lines[0] = th.Paint(theme.Dim, cells.Pad(name, label)) + "  " + lines[0][label+2:]
	return lines
}

// close is the section with the details of the process.
func (i *inspection) close() detail.Section {
	s := detail.Section{Title: "Process details"}
	switch {
	case i.asked && i.detail == nil && i.failed == "":
		s.Add("reading", safe.Say("..."))
	case i.failed != "":
		s.Add("not readable", safe.Sanitise(i.failed))
	case i.detail != nil:
		s.Facts = detail.ProcessDetails(i.detail, i.command())
	}
	return s
}

// command is the command line, masked unless the user asked for the secrets.
func (i *inspection) command() detail.Fact {
	if i.unmasked != nil {
		return *i.unmasked
	}
	return detail.Fact{Label: "command, secrets masked", Value: i.detail.Command}
}
