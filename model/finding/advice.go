package finding

import (
	"berth/model"
	"berth/model/safe"
)

// Advice is what would help. It is not done by itself.
type Advice struct {
	Words   safe.Text     // what to do, where a command is not all of it
	Live    safe.Text     // the value that stands there now, with its name
	Command safe.Text     // exactly what to run; empty where there is no such command
	Gains   safe.Text     // what it changes, in numbers
	Risks   []safe.Text   // what else may come of it
	Change  *model.Change // what the command sets, where berth can set it too
}

// Line is a part of an advice under its name.
type Line struct{ Label, Text safe.Text }

// Lines are all that an advice says.
func (a *Advice) Lines() []Line {
	var lines []Line
	for _, l := range append([]Line{
		{safe.Say("now"), a.Live},
		{safe.Say("command"), a.Command},
		{safe.Say("changes"), a.Gains},
	}, a.risks()...) {
		if !l.Text.Empty() {
			lines = append(lines, l)
		}
	}
	if !a.Words.Empty() {
		lines = append(lines, Line{safe.Say("advice"), a.Words})
	}
	return lines
}

func (a *Advice) risks() []Line {
	lines := make([]Line, len(a.Risks))
	for i, r := range a.Risks {
		lines[i] = Line{safe.Say("risk"), r}
	}
	return lines
}

// set makes a change the one that is advised.
func (a *Advice) set(c model.Change) { a.Change, a.Command = &c, c.Setting.Command(c.New) }
