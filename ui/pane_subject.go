package ui

import (
	"berth/model"
	"berth/ui/detail"
)

// subject is what the cursor points at, as the actions see it.
type subject struct {
	label   model.Safe              // "tcp 8080"
	scope   scope                   // its sockets, for drilling in
	facts   func() []detail.Section // for inspect; what it costs may grow with the row
	process model.ProcessID
	known   bool          // process is set
	copy    model.Safe    // what y copies
	target  target        // what x would end
	why     string        // why x can end nothing, if so
	conn    *model.Conn   // the socket, where the row is a single one
	reach   model.Call    // what t tries; no port where there is nothing to try
	pool    *model.PoolID // what w tries changes on; nil: the tightest pool
	advice  *advice       // what a applies; nil: nothing
	bare    bool          // it is about the whole host: no socket is its own
}

// advice is one sysctl that would help, as a finding or a trial has it.
type advice struct {
	change model.Change
	gains  model.Safe   // what it changes, in numbers
	risks  []model.Safe // what else may come of it
}

// scope is a set of sockets that was drilled into.
type scope struct {
	label model.Safe
	match model.Match
}

// selection is the row that the cursor is on.
type selection struct {
	scope   scope
	subject func() subject // what it costs may grow with the row
}

// selected is the subject of the row that the cursor is on.
func selected(p pane) (subject, bool) {
	s, ok := p.selected()
	if !ok {
		return subject{}, false
	}
	return s.subject(), true
}
