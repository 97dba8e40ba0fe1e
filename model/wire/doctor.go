package wire

import (
	"time"

	"berth/model/finding"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// Doctor is the document about everything that is wrong.
type Doctor struct {
	Head
	Findings  []Finding   `json:"findings"`  // the worst first
	Unchecked []safe.Text `json:"unchecked"` // what could not be checked, each with the reason
}

// Finding is something that is wrong.
type Finding struct {
	Rule     safe.Text  `json:"rule"`
	Title    safe.Text  `json:"title"`
	Severity safe.Text  `json:"severity" enum:"notice warning critical"`
	Subject  Subject    `json:"subject"`
	Since    time.Time  `json:"since"`
	Whole    bool       `json:"whole"` // it began at Since; if false, it may be older
	Evidence []Evidence `json:"evidence"`
	Advice   Advice     `json:"advice"`
}

// Subject is what a finding is about.
type Subject struct {
	About string    `json:"about" enum:"host pool port process"` // host, pool, port, process
	Words safe.Text `json:"words"`
	Pool  *Pool     `json:"pool,omitempty"`
	Proto string    `json:"proto,omitempty" schema:"proto"`
	Port  uint16    `json:"port,omitempty"`
	PID   int32     `json:"pid,omitempty"`
	NetNS uint32    `json:"netns,omitempty"`
}

// Evidence is a figure with its source.
type Evidence struct {
	What   safe.Text `json:"what"`
	Value  safe.Text `json:"value"`
	Source safe.Text `json:"source"`
}

// Advice is what would help.
type Advice struct {
	Words   safe.Text   `json:"words"`
	Now     safe.Text   `json:"now"`
	Command safe.Text   `json:"command"`
	Changes safe.Text   `json:"changes"`
	Risks   []safe.Text `json:"risks"`
	Setting *Setting    `json:"setting,omitempty"` // what the command sets
}

// Setting is a sysctl with its present and its proposed value.
type Setting struct {
	Name safe.Text `json:"name"`
	Old  string    `json:"old"`
	New  string    `json:"new"`
}

// DoctorOf is the document about the findings of a moment.
func DoctorOf(m *moment.Moment, r finding.Report) Doctor {
	d := Doctor{Head: HeadOf(m.Snapshot), Findings: []Finding{}, Unchecked: append([]safe.Text{}, r.Missing...)}
	rows := poolRows(m)
	for i := range r.Findings {
		d.Findings = append(d.Findings, findingOf(rows, &r.Findings[i]))
	}
	return d
}

func findingOf(rows map[pool.PoolID]Pool, f *finding.Finding) Finding {
	w := Finding{Rule: f.Rule, Title: f.Title, Severity: f.Severity.Name(), Subject: subjectOf(rows, &f.Subject), Since: f.Since, Whole: f.Whole}
	for _, e := range f.Evidence {
		w.Evidence = append(w.Evidence, Evidence(e))
	}
	a := &f.Advice
	w.Advice = Advice{Words: a.Words, Now: a.Live, Command: a.Command, Changes: a.Gains, Risks: append([]safe.Text{}, a.Risks...)}
	if c := a.Change; c != nil {
		w.Advice.Setting = &Setting{c.Setting.Name(), c.Old, c.New}
	}
	return w
}

func subjectOf(rows map[pool.PoolID]Pool, s *finding.Subject) Subject {
	w := Subject{About: "host", Words: s.Words, NetNS: s.NetNS}
	switch s.About {
	case finding.AboutPool:
		w.About, w.NetNS = "pool", s.Pool.NetNS
		if p, ok := rows[s.Pool]; ok {
			w.Pool = &p
		}
	case finding.AboutPort:
		w.About, w.Proto, w.Port, w.NetNS = "port", s.Port.Proto.String(), s.Port.Port, s.Port.NetNS
	case finding.AboutProcess:
		w.About, w.PID = "process", s.Process.PID
	}
	return w
}
