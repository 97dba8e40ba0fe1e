package dash

import (
	"time"

	"berth/model/follow"
	"berth/model/row"
)

// The messages of the dashboard. The comment of each says who sends it. The messages of
// dialogs are in the files of the dialogs: Update handles them as dialog.Answer.

// tickMsg is sent by a timer when the next sample is due. After a pause or a change of
// the interval, ticks of an older generation are ignored.
type tickMsg struct{ generation int }

// lateMsg is sent by a timer, once a second while a sample is running, so that the
// screen can show how old its data is.
type lateMsg struct{ sample int }

// sampleMsg is the result of the sample command.
type sampleMsg struct {
	follow.Look
	err error
}

// rowsMsg is the result of the build command: the rows of some panes.
type rowsMsg struct {
	shows  []func()       // put the rows on the screen
	counts *row.RowCounts // nil if they were not requested
	took   time.Duration
}

// noticeMsg is sent by commands that show a notice in the footer.
type noticeMsg struct {
	text  string
	alarm bool
}

// noticeExpiredMsg is sent by a timer when the time of a notice is over.
type noticeExpiredMsg struct{ notice int }
