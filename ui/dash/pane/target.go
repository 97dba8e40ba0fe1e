package pane

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
)

// Target is the processes of a row that x can kill.
type Target struct {
	Label   safe.Text // "the owner of tcp 8080"
	Moment  *moment.Moment
	Targets []model.Candidate
}

// targetFor finds the processes that hold listeners, never those of the client end.
func targetFor(m *moment.Moment, label safe.Text, listeners []int32) (Target, string) {
	h := Target{Label: safe.Format("the owner of %s", label), Moment: m}
	var status model.OwnerStatus
	if h.Targets, status = m.Candidates(listeners); status != model.OwnerKnown {
		return h, safe.Format("the owner of %s is not known. %s", label, status.Meaning()).String()
	}
	return h, ""
}
