package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/finding"
	"berth/ui/act"
)

// What goes round in the program. Each says who sends it; Update receives them all.

// tickMsg: a timer, when the next sample is due. Pause and a new interval make
// ticks of an older generation dead.
type tickMsg struct{ generation int }

// lateMsg: a timer, once a second while a sample is out, so that the screen can
// say how old it is.
type lateMsg struct{ sample int }

// sampleMsg: the sample command.
type sampleMsg struct {
	moment *model.Moment
	report finding.Report
	need   model.Need // what it was asked for
	err    error
	took   time.Duration
}

// rowsMsg: the build command, with the rows of some panes.
type rowsMsg struct {
	built  []built
	turn   int              // number of the moment they are made of
	counts *model.RowCounts // nil where nobody asked for them
	took   time.Duration
}

// stillMsg: a timer, when the cursor may have come to rest.
type stillMsg struct{ moves int }

// detailMsg: the detail command of the inspect overlay.
type detailMsg struct {
	process model.ProcessID
	detail  *model.Detail
	err     error
}

// bareMsg: the command of the inspect overlay that reads a command line with its secrets.
type bareMsg struct {
	process model.ProcessID
	command model.Safe
	err     error
}

// heldMsg: the hold command, when every target was taken hold of or refused.
type heldMsg struct {
	label   model.Safe
	victims act.Victims
	also    []string // what each of them holds besides
}

// seizedMsg: the seize command, when a connection was found in the kernel, or not.
type seizedMsg struct {
	label  model.Safe
	holder model.Safe
	socket act.Socket
	err    error
}

// closedMsg: the close command, with the kernel's answer.
type closedMsg struct {
	label  model.Safe
	result act.CloseResult
}

// probedMsg: the probe command, with what came back.
type probedMsg struct {
	asked *probing
	echo  model.Echo
}

// weighedMsg: the weigh command, with what the lines of an overlay would do.
type weighedMsg struct {
	asked    *whatif
	outcomes []model.Outcome
	kernel   model.Kernel
	opener   model.Safe
}

// permitMsg: the propose command, with whether a setting may be set.
type permitMsg struct {
	advice advice
	undo   bool
	over   overlay // what had the keys then
	permit model.Permit
}

// tunedMsg: the set command, with what was read back.
type tunedMsg struct {
	change model.Change
	undo   bool
	tuned  model.Tuned
}

// armedMsg: a timer of a dialog; before it the dialog swallows keys.
type armedMsg struct{ dialog interface{ arm() tea.Cmd } }

// signalMsg: the signal command, what became of the signal.
type signalMsg struct{ results act.Results }

// noticeMsg: any command that has something to say.
type noticeMsg struct {
	text  string
	alarm bool
}

// hushMsg: a timer, when a notice has been there long enough.
type hushMsg struct{ notice int }
