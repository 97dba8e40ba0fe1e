package pane

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
	"berth/ui/detail"
)

// Subject is what the cursor points at, as the actions see it.
type Subject struct {
	Label    safe.Text               // "tcp 8080"
	Scope    Scope                   // its sockets, for drilling in
	Facts    func() []detail.Section // for inspect; what it costs may grow with the row
	Process  model.ProcessID
	Known    bool               // process is set
	Copy     safe.Text          // what y copies
	Target   Target             // what x would end
	Why      string             // why x can end nothing, if so
	Conn     *moment.Conn       // the socket, where the row is a single one
	Probe    model.ProbeRequest // what t tries; no port where there is nothing to try
	Pool     *pool.PoolID       // what w tries changes on; nil: the tightest pool
	Advice   *Advice            // what a applies; nil: nothing
	Unmasked bool               // it is about the whole host: no socket is its own
}

// Advice is one sysctl that would help, as a finding or a trial has it.
type Advice struct {
	Change model.Change
	Gains  safe.Text   // what it changes, in numbers
	Risks  []safe.Text // what else may come of it
}

// Scope is a set of sockets that was drilled into.
type Scope struct {
	Label safe.Text
	Match moment.Match
}

// Selection is the row that the cursor is on.
type Selection struct {
	Scope   Scope
	Subject func() Subject // what it costs may grow with the row
}

// Selected is the subject of the row that the cursor is on.
func Selected(p Pane) (Subject, bool) {
	s, ok := p.Selected()
	if !ok {
		return Subject{}, false
	}
	return s.Subject(), true
}
