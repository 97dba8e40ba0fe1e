package finding

import (
	"berth/model"
	"berth/model/safe"
)

// Advice is what would help. berth does not do it by itself.
type Advice struct {
	Words   safe.Text     // what to do, if the command is not enough
	Live    safe.Text     // the present value, with its name
	Command safe.Text     // the exact command; empty if there is none
	Gains   safe.Text     // what the command changes, in numbers
	Risks   []safe.Text   // side effects of the command
	Change  *model.Change // what the command sets, if berth can set it too
}

// Line is one part of an advice, with its label.
type Line struct{ Label, Text safe.Text }

// Lines are all parts of an advice that are not empty.
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

// set makes a change the advised one.
func (a *Advice) set(c model.Change) { a.Change, a.Command = &c, c.Setting.Command(c.New) }
