package finding

import "berth/model"

// Advice is what would help. It is not done by itself.
type Advice struct {
	Words   model.Safe    // what to do, where a command is not all of it
	Live    model.Safe    // the value that stands there now, with its name
	Command model.Safe    // exactly what to run; empty where there is no such command
	Gains   model.Safe    // what it changes, in numbers
	Risks   []model.Safe  // what else may come of it
	Change  *model.Change // what the command sets, where berth can set it too
}

// Line is a part of an advice under its name.
type Line struct{ Label, Text model.Safe }

// Lines are all that an advice says.
func (a *Advice) Lines() []Line {
	var lines []Line
	for _, l := range append([]Line{
		{model.Say("now"), a.Live},
		{model.Say("command"), a.Command},
		{model.Say("changes"), a.Gains},
	}, a.risks()...) {
		if !l.Text.Empty() {
			lines = append(lines, l)
		}
	}
	if !a.Words.Empty() {
		lines = append(lines, Line{model.Say("advice"), a.Words})
	}
	return lines
}

func (a *Advice) risks() []Line {
	lines := make([]Line, len(a.Risks))
	for i, r := range a.Risks {
		lines[i] = Line{model.Say("risk"), r}
	}
	return lines
}

// set makes a change the one that is advised.
func (a *Advice) set(c model.Change) { a.Change, a.Command = &c, c.Setting.Command(c.New) }
