package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/cells"
	"berth/ui/dash/pane"
	"berth/ui/detail"
	"berth/ui/theme"
)

// applyDialog asks for confirmation before a setting is changed or undone.
type applyDialog struct {
	choices
	pager
	advice pane.Advice
	where  model.Where
	undo   bool
}

// The places of a dialog with two buttons. The cursor starts at Cancel.
const (
	placeCancel = iota
	placeGo
)

// listLimit is the maximum length of a shown value: a list of ports may have 32,768.
const listLimit = 1000

var applyKeys = bindings[*applyDialog]{
	{keys: []string{"left", "h", "shift+tab"}, run: func(d *applyDialog, _ *Env) tea.Cmd { return d.focus(placeCancel) }},
	{keys: []string{"right", "l"}, hint: "arrows move", brief: "arrows", run: func(d *applyDialog, _ *Env) tea.Cmd { return d.focus(placeGo) }},
	{keys: []string{"tab"}, run: func(d *applyDialog, _ *Env) tea.Cmd { return d.focus(placeGo - d.at) }},
	{keys: []string{"enter"}, hint: "Enter", brief: "Enter", run: (*applyDialog).confirm},
	{keys: []string{"esc", "q", "n"}, hint: "Esc cancels", brief: "Esc", unseen: true, run: (*applyDialog).cancel},
}

// focus moves the cursor to a place.
func (c *choices) focus(place int) tea.Cmd {
	c.at = place
	return nil
}

func (d *applyDialog) cancel(env *Env) tea.Cmd {
	env.Close(d)
	return nil
}

func (d *applyDialog) confirm(env *Env) tea.Cmd {
	env.Close(d)
	if d.at == placeCancel {
		return nil
	}
	return env.set(d.advice.Change, d.undo)
}

// Key runs a key of the table, or scrolls. If the dialog does not fit the window,
// nothing can be confirmed.
func (d *applyDialog) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	switch {
	case !d.accepts(msg):
		return nil
	case tooSmall(env):
		return applyKeys.pressUnseen(d, env, msg)
	}
	cmd, known := applyKeys.press(d, env, msg)
	if !known {
		d.scroll(msg)
	}
	return cmd
}

// Content is what the user must know before deciding, and the buttons.
func (d *applyDialog) Content(env *Env, width, height int) (string, []string) {
	th, c := env.Theme, d.advice.Change
	title, button := "Set ", "[ Set it ]"
	if d.undo {
		title, button = "Undo ", "[ Undo ]"
	}
	title += c.Setting.Name().String()
	if tooSmall(env) {
		return title, cells.Wrap(th, "the window is too small for this; Esc cancels", 0, width)
	}
	const label = 8
	var lines []string
	for _, f := range d.facts() {
		lines = append(lines, factLines(th, f, label, width)...)
	}
	shown, above, below := d.window(lines, height-2)
	hint := applyKeys.hints(d)
	switch {
	case below > 0:
		hint = "more below · " + applyKeys.briefly(d)
	case above > 0:
		hint = "more above · " + applyKeys.briefly(d)
	}
	return title, append(shown[:len(shown):len(shown)],
		cells.Clip(d.show(th, placeCancel, "[ Cancel ]")+"   "+d.show(th, placeGo, button), width),
		th.Paint(theme.Dim, cells.Clip(th.Text(hint), width)))
}

// facts are what the user must know before deciding.
func (d *applyDialog) facts() []detail.Fact {
	c := d.advice.Change
	var s detail.Section
	s.Add("now", written(c.Old, listLimit))
	s.Add("then", written(c.New, listLimit))
	s.Add("acts on", d.where.Words())
	if !d.advice.Gains.Empty() {
		s.Add("changes", d.advice.Gains)
	}
	for _, risk := range d.advice.Risks {
		s.Add("risk", risk)
	}
	if !d.undo {
		s.Add("undo", safe.Format("u, until you quit; later %s", c.Setting.Command(c.Old)))
		s.Add("persist", safe.Format("in /etc/sysctl.d/90-berth.conf, which is read at boot: %s", c.Setting.Line(c.New)))
	}
	return s.Facts
}
