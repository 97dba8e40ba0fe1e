package pane

import (
	"fmt"
	"slices"

	"berth/model/finding"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/row"
	"berth/ui/dash/history"
	"berth/ui/detail"
	"berth/ui/theme"
)

// findingsSpec shows problems, with evidence, and since when they exist.
var Findings = Spec[finding.Finding, finding.Key]{
	name:   "Findings",
	fields: finding.Fields,
	columns: columnsOf(finding.Fields, []col{
		{name: "severity", min: 9},
		{name: "finding", min: 18, max: 37},
		{name: "subject", min: 18, max: 34, drop: 3},
		{name: "evidence", min: 22, max: 120, drop: 2},
		{name: "since", min: 5, drop: 1},
	}, map[string]func(finding.Finding) theme.Tone{
		"severity": func(f finding.Finding) theme.Tone { return severityTones[f.Severity] },
		"since":    dim[finding.Finding],
	}),
	sort:    "severity",
	rows:    func(in Input) history.Batch[finding.Finding] { return history.BatchOf(in.Findings()) },
	key:     func(f finding.Finding) finding.Key { return f.Key() },
	order:   order.By[finding.Finding]{Cmp: finding.Order},
	keep:    func(gone []finding.Finding) []finding.Finding { return gone }, // these do not keep a moment in memory
	scope:   findingScope,
	subject: findingSubject,
	count:   func(n row.RowCounts) int { return n.Findings },
	asks:    finding.Needs(),
	void:    checkedText,
	calls:   worstTone,
}

var severityTones = [...]theme.Tone{finding.Notice: theme.Plain, finding.Warning: theme.Warn, finding.Critical: theme.Danger}

// Findings are the findings with at least one socket that matches the filter.
// Without a filter they are all findings.
func (in Input) Findings() []finding.Finding {
	if in.Match == nil {
		return in.Report.Findings
	}
	var shown []finding.Finding
	var hidden []*finding.Finding
	for i := range in.Report.Findings {
		if f := &in.Report.Findings[i]; f.Subject.About != finding.AboutHost {
			hidden = append(hidden, f)
		}
	}
	for i := 0; i < len(in.Moment.Sockets) && len(hidden) > 0; i++ { // a filter is expensive: it runs once for each socket
		c := moment.Conn{In: in.Moment, At: i}
		if !in.Match(c) {
			continue
		}
		hidden = slices.DeleteFunc(hidden, func(f *finding.Finding) bool {
			has := f.Subject.Has(c)
			if has {
				shown = append(shown, *f)
			}
			return has
		})
	}
	return shown
}

// worstTone is the tone of the tab while another pane is shown.
func worstTone(r *finding.Report) theme.Tone {
	if worst, any := r.Worst(); any {
		return severityTones[worst]
	}
	return theme.Plain
}

// checkedText is the text of an empty pane: what was checked, and what could not be.
func checkedText(_ *moment.Moment, r *finding.Report) string {
	return fmt.Sprintf("no findings: %d rules were checked. %s", len(finding.Rules), r.MissingWords())
}

func findingScope(f finding.Finding) Scope {
	subject := f.Subject
	return Scope{Label: subject.Words, Match: func(c moment.Conn) bool { return subject.Has(c) }}
}

func findingSubject(f finding.Finding) Subject {
	s := Subject{
		Copy: f.Advice.Command, Facts: func() []detail.Section { return detail.Finding(f) }, Unmasked: f.Subject.About == finding.AboutHost,
		Why: "a finding is not a process: press Enter and select a connection, or select the process in the Processes pane",
	}
	if s.Copy.Empty() {
		s.Copy = f.Subject.Words
	}
	switch f.Subject.About {
	case finding.AboutPool:
		s.Pool = &f.Subject.Pool
	case finding.AboutProcess:
		s.Process, s.Known = f.Subject.Process, true
	}
	if a := f.Advice; a.Change != nil {
		s.Advice = &Advice{Change: *a.Change, Gains: a.Gains, Risks: a.Risks}
	}
	return s
}
