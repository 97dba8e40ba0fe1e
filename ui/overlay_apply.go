package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/detail"
	"berth/ui/theme"
)

// applyDialog asks whether one setting is to be changed, or changed back. It has
// two places: Cancel, which has the keys at first, and Set.
type applyDialog struct {
	advice
	where model.Where
	undo  bool
	ready bool // Set has the keys
	armed bool
	pager
}

// listLimit is how much of a value is shown: a list of ports may hold 32,768 of them.
const listLimit = 1000

func (d *applyDialog) arm() tea.Cmd {
	d.armed = true
	return nil
}

func (d *applyDialog) key(a *App, msg tea.KeyMsg) tea.Cmd {
	if !d.armed || msg.Paste {
		return nil
	}
	key := msg.String()
	switch {
	case key == "esc" || key == "q" || key == "n":
		a.dismiss(d)
		return nil
	case a.width < tuneWidth || a.height < tuneHeight: // what cannot be seen cannot be confirmed
		return nil
	}
	switch key {
	case "left", "h", "shift+tab":
		d.ready = false
	case "right", "l":
		d.ready = true
	case "tab":
		d.ready = !d.ready
	case "enter":
		a.dismiss(d)
		if d.ready {
			return a.set(d.change, d.undo)
		}
	default:
		d.pager.key(msg)
	}
	return nil
}

func (d *applyDialog) content(a *App, width, height int) (string, []string) {
	th, c := a.theme, d.change
	title, button := "Set ", "[ Set it ]"
	if d.undo {
		title, button = "Take back ", "[ Set it back ]"
	}
	title += c.Setting.Name().String()
	if a.width < tuneWidth || a.height < tuneHeight {
		return title, wrapped(th, "the window is too small for this; Esc cancels", 0, width)
	}
	const label = 8
	var lines []string
	for _, f := range d.facts() {
		lines = append(lines, factLines(th, f, label, width)...)
	}
	shown, above, below := d.window(lines, height-2)
	hint := "arrows move · Enter · Esc cancels"
	switch {
	case below > 0:
		hint = "more below · arrows · Enter · Esc"
	case above > 0:
		hint = "more above · arrows · Enter · Esc"
	}
	return title, append(shown[:len(shown):len(shown)],
		clip(marked(th, !d.ready, "[ Cancel ]")+"   "+marked(th, d.ready, button), width),
		th.Paint(theme.Dim, clip(th.Text(hint), width)))
}

// facts are what a person has to know before.
func (d *applyDialog) facts() []detail.Fact {
	c := d.change
	var s detail.Section
	s.Add("now", written(c.Old, listLimit))
	s.Add("then", written(c.New, listLimit))
	s.Add("acts on", d.where.Words())
	if !d.gains.Empty() {
		s.Add("changes", d.gains)
	}
	for _, risk := range d.risks {
		s.Add("risk", risk)
	}
	if !d.undo {
		s.Add("undo", model.Concat(model.Say("u, until you leave; later "), c.Setting.Command(c.Old)))
		s.Add("for good", model.Concat(model.Say("in /etc/sysctl.d/90-berth.conf, read when the machine starts: "), c.Setting.Line(c.New)))
	}
	return s.Facts
}
