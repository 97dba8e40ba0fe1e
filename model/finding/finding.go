// Package finding tells what is wrong with the ports of a host, on which
// evidence, since when, and what would help. It looks at moments, one after
// another: a Watch remembers what one moment alone cannot tell.
package finding

import (
	"cmp"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// Severity is how soon somebody should look.
type Severity uint8

// The severities.
const (
	Notice   Severity = iota // worth to know; nothing breaks
	Warning                  // it will break, or does for some
	Critical                 // it breaks now, or within a minute
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
	Evidence []Evidence // what says most comes first; never empty
	Since    time.Time  // when it was first seen
	Whole    bool       // it began then; without it, it may have been there before anybody looked
	For      time.Duration
	Advice   Advice

	rank int // of the rule in the table
}

// Evidence is a figure, and where it stands.
type Evidence struct {
	What   safe.Text
	Value  safe.Text // reads well alone
	Source safe.Text // as people look it up: "sock_diag", "TcpExt ListenDrops"
}

// Short is the evidence in one line: what says most of it.
func (f *Finding) Short() safe.Text {
	const most = 2
	parts := make([]safe.Text, 0, most)
	for _, e := range f.Evidence[:min(most, len(f.Evidence))] {
		parts = append(parts, e.Value)
	}
	return safe.Join(safe.Say("; "), parts...)
}

// Key is what a finding is known by from moment to moment.
type Key struct {
	rank    int
	subject Subject // without its words
}

// Key is what the finding is known by.
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
	State   model.State // of its sockets alone those in this one, where it is not StateUnknown
}

// About says which member of a subject tells what it is.
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

// Has reports whether a socket is one of those that a finding is about.
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

// Report is what was found in a moment, the worst first.
type Report struct {
	Findings []Finding
	Missing  []safe.Text // what could not be checked, each with the reason
	Asks     model.Need  // what the next moment should be sampled for, so that more can be checked
}

// Worst is the severity of the worst finding.
func (r *Report) Worst() (s Severity, any bool) {
	if len(r.Findings) == 0 {
		return 0, false
	}
	return r.Findings[0].Severity, true
}

// MissingWords says in one line what could not be checked; nothing where all was.
func (r *Report) MissingWords() safe.Text {
	if len(r.Missing) == 0 {
		return safe.Text{}
	}
	return safe.Concat(safe.Say("could not be checked: "), safe.Join(safe.Say("; "), r.Missing...))
}
