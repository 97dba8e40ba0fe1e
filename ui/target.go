package ui

import "berth/model"

// target is what x is about to hit: the processes behind a row.
type target struct {
	label   model.Safe // "the owner of tcp 8080"
	moment  *model.Moment
	targets []model.Quarry
}

// targetFor finds the processes that hold listeners; never the client end.
func targetFor(m *model.Moment, label model.Safe, listeners []int32) (target, string) {
	h := target{label: model.Concat(model.Say("the owner of "), label), moment: m}
	var status model.OwnerStatus
	if h.targets, status = m.Quarries(listeners); status != model.OwnerKnown {
		return h, "the owner of " + label.String() + " is not known. " + status.Meaning().String()
	}
	return h, ""
}
