package pane

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
	"berth/ui/detail"
)

// Subject is the selected row, as the actions see it.
type Subject struct {
	Label    safe.Text               // "tcp 8080"
	Scope    Scope                   // its sockets, for opening the row
	Facts    func() []detail.Section // for inspect; its cost may grow with the row
	Process  model.ProcessID
	Known    bool               // process is set
	Copy     safe.Text          // what y copies
	Target   Target             // what x would kill
	Why      string             // why x cannot kill anything; empty if it can
	Conn     *moment.Conn       // the socket, if the row is a single socket
	Probe    model.ProbeRequest // what t tests; port 0 if there is nothing to test
	Pool     *pool.PoolID       // the pool for w; nil: the tightest pool
	Advice   *Advice            // the setting for a; nil: none
	Unmasked bool               // it is about the whole host and has no sockets
}

// Advice is a sysctl change that would help, from a finding or a trial.
type Advice struct {
	Change model.Change
	Gains  safe.Text   // what it changes, in numbers
	Risks  []safe.Text // possible side effects
}

// Scope is the set of sockets of an opened row.
type Scope struct {
	Label safe.Text
	Match moment.Match
}

// Selection is the row under the cursor.
type Selection struct {
	Scope   Scope
	Subject func() Subject // its cost may grow with the row
}

// Selected is the subject of the row under the cursor.
func Selected(p Pane) (Subject, bool) {
	s, ok := p.Selected()
	if !ok {
		return Subject{}, false
	}
	return s.Subject(), true
}
