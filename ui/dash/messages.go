package dash

import (
	"time"

	"berth/model/follow"
	"berth/model/row"
)

// What goes round in the program. Each says who sends it. Those
// of dialogs are in their files: Update takes them as Answer.

// tickMsg: a timer, when the next sample is due. Pause and a new interval make
// ticks of an older generation dead.
type tickMsg struct{ generation int }

// lateMsg: a timer, once a second while a sample is out, so that the screen can
// say how old it is.
type lateMsg struct{ sample int }

// sampleMsg: the sample command.
type sampleMsg struct {
	follow.Look
	err error
}

// rowsMsg: the build command, with the rows of some panes.
type rowsMsg struct {
	shows  []func()       // put the rows in place
	counts *row.RowCounts // nil where they were not asked for
	took   time.Duration
}

// noticeMsg: any command that has something to say.
type noticeMsg struct {
	text  string
	alarm bool
}

// noticeExpiredMsg: a timer, when a notice has been there long enough.
type noticeExpiredMsg struct{ notice int }
