package detail

import (
	"berth/model/finding"
	"berth/model/safe"
)

// Finding is the details of a finding: what it is, its evidence and the advice.
func Finding(f finding.Finding) []Section {
	since := started(f.Since, f.Since.Add(f.For))
	if !f.Whole {
		since = safe.Format("%s, or before the first sample", since)
	}
	what := Section{Title: "Finding", Facts: []Fact{
		{"severity", f.Severity.Name()},
		{"what", f.Title},
		{"about", f.Subject.Words},
		{"since", since},
	}}
	return []Section{what, Evidence(f), Advice(f)}
}

// Evidence is the figures behind a finding, each with its source.
func Evidence(f finding.Finding) Section {
	s := Section{Title: "Evidence"}
	for _, e := range f.Evidence {
		s.Add(e.What.String(), safe.Format("%s  [%s]", e.Value, e.Source))
	}
	return s
}

// Advice is the remedy of a finding, what it changes and what it risks.
func Advice(f finding.Finding) Section {
	s := Section{Title: "Advice"}
	for _, line := range f.Advice.Lines() {
		s.Add(line.Label.String(), line.Text)
	}
	return s
}
