// Package finding reports what is wrong with the ports of a host: the evidence,
// since when, and what would help. A Watch reads one moment after another and
// remembers what a single moment cannot show.
package finding

import (
	"cmp"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// Severity is how urgent a finding is.
type Severity uint8

// The severities.
const (
	Notice   Severity = iota // worth knowing; nothing fails
	Warning                  // will fail, or fails for some clients
	Critical                 // fails now, or within a minute
	severities
)

var severityNames = [severities]safe.Text{safe.Say("notice"), safe.Say("warning"), safe.Say("critical")}

// Name is one word.
func (s Severity) Name() safe.Text { return severityNames[min(s, severities-1)] }

// Finding is something that is wrong, with its evidence.
type Finding struct {
	Rule     safe.Text // for scripts: "pool-full"
	Title    safe.Text // for people
	Severity Severity
	Subject  Subject
	Evidence []Evidence // the most important first; never empty
	Since    time.Time  // when it was first seen
	Whole    bool       // it began at Since; if false, it may have begun before berth started
	For      time.Duration
	Advice   Advice

	rank int // of the rule in the table
}

// Evidence is a figure and its source.
type Evidence struct {
	What   safe.Text
	Value  safe.Text // understandable without What
	Source safe.Text // the name people search for: "sock_diag", "TcpExt ListenDrops"
}

// Short is the most important evidence in one line.
func (f *Finding) Short() safe.Text {
	const most = 2
	parts := make([]safe.Text, 0, most)
	for _, e := range f.Evidence[:min(most, len(f.Evidence))] {
		parts = append(parts, e.Value)
	}
	return safe.Join(safe.Say("; "), parts...)
}

// Key identifies a finding from moment to moment.
type Key struct {
	rank    int
	subject Subject // without its words
}

// Key is the identity of the finding.
func (f *Finding) Key() Key {
	k := Key{f.rank, f.Subject}
	k.subject.Words = safe.Text{}
	return k
}

// Compare orders keys: by rule, then by subject.
func (a Key) Compare(b Key) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), a.subject.compare(&b.subject))
}

// Subject is what a finding is about.
type Subject struct {
	Words   safe.Text
	About   About
	Pool    pool.PoolID
	Port    model.PortID
	Process model.ProcessID
	NetNS   uint32      // of the host: the network namespace; 0: the one that berth is in
	State   model.State // only the sockets in this state, unless it is StateUnknown
}

// About says which member of a Subject is set.
type About uint8

// What a finding can be about.
const (
	AboutHost About = iota // no sockets of its own
	AboutPool
	AboutPort
	AboutProcess
)

func (s *Subject) compare(t *Subject) int {
	return cmp.Or(cmp.Compare(s.About, t.About), s.Pool.Compare(t.Pool), s.Port.Compare(t.Port),
		s.Process.Compare(t.Process), cmp.Compare(s.State, t.State), cmp.Compare(s.NetNS, t.NetNS))
}

// Has reports whether the finding is about this socket.
func (s *Subject) Has(c moment.Conn) bool {
	if s.State != model.StateUnknown && c.Socket().State.Base() != s.State {
		return false
	}
	switch s.About {
	case AboutPool:
		return c.DrawsFrom(s.Pool)
	case AboutPort:
		return c.Socket().PortID() == s.Port
	case AboutProcess:
		for _, p := range c.In.Owners(c.Socket()) {
			if c.In.Processes[p].ID == s.Process {
				return true
			}
		}
	}
	return false
}

// Report is the findings of a moment, the worst first.
type Report struct {
	Findings []Finding
	Missing  []safe.Text // what could not be checked, each with the reason
	Asks     model.Need  // what the next sample should read too, so that more can be checked
}

// Worst is the severity of the worst finding.
func (r *Report) Worst() (s Severity, any bool) {
	if len(r.Findings) == 0 {
		return 0, false
	}
	return r.Findings[0].Severity, true
}

// MissingWords says in one line what could not be checked; it is empty if all was.
func (r *Report) MissingWords() safe.Text {
	if len(r.Missing) == 0 {
		return safe.Text{}
	}
	return safe.Format("could not be checked: %s", safe.Join(safe.Say("; "), r.Missing...))
}
