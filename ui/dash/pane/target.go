package pane

import "berth/model"

// Target is what x is about to hit: the processes behind a row.
type Target struct {
	Label   model.Safe // "the owner of tcp 8080"
	Moment  *model.Moment
	Targets []model.Quarry
}

// targetFor finds the processes that hold listeners; never the client end.
func targetFor(m *model.Moment, label model.Safe, listeners []int32) (Target, string) {
	h := Target{Label: model.Concat(model.Say("the owner of "), label), Moment: m}
	var status model.OwnerStatus
	if h.Targets, status = m.Quarries(listeners); status != model.OwnerKnown {
		return h, "the owner of " + label.String() + " is not known. " + status.Meaning().String()
	}
	return h, ""
}
