package ui

import (
	"cmp"

	"berth/model"
	"berth/model/field"
	"berth/ui/theme"
)

// condition is the identity of a state row.
type condition struct {
	proto model.Proto
	state model.State
}

// statesSpec: how many sockets are in which state, what that means and who must act.
var statesSpec = spec[model.StateRow, condition]{
	name:   "States",
	fields: field.States,
	columns: columnsOf(field.States, []col{
		{name: "proto", min: 5},
		{name: "state", min: 11},
		{name: "count", min: 8},
		{name: "share", min: 6, drop: 3},
		{name: "v4", min: 7, drop: 4},
		{name: "v6", min: 7, drop: 5},
		{name: "process", min: 12, max: 18},
		{name: "meaning", min: 34, max: 200, drop: 2},
	}, map[string]func(model.StateRow) theme.Tone{
		"state":   func(r model.StateRow) theme.Tone { return alarmAt(r.State == model.CloseWait) },
		"meaning": dim[model.StateRow],
	}),
	sort: "count",
	rows: func(in input) []model.StateRow { return model.ByState(in.moment, in.match) },
	key:  func(r model.StateRow) condition { return condition{r.Proto, r.State} },
	order: func(a, b model.StateRow) int {
		return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.State, b.State))
	},
	subject: stateSubject,
}

func stateSubject(r model.StateRow) subject {
	proto, state := r.Proto, r.State
	label := model.Join(model.Say(" "), proto.Safe(), state.NameOn(proto))
	return subject{
		label: label, copy: state.NameOn(proto), facts: stateFacts(r),
		why: "a state is no process: open it with Enter and choose a connection, or choose a port or a process",
		scope: scope{label: label, match: func(c model.Conn) bool {
			s := c.Socket()
			return s.Proto == proto && s.State.Base() == state
		}},
	}
}
