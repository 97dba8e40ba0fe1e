package pane

import (
	"cmp"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/row"
	"berth/model/safe"
	"berth/ui/dash/history"
	"berth/ui/detail"
	"berth/ui/theme"
)

// condition is the identity of a state row.
type condition struct {
	proto model.Proto
	state model.State
}

// statesSpec shows how many sockets are in each state, its meaning and who must act.
var States = Spec[row.StateRow, condition]{
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
	}, map[string]func(row.StateRow) theme.Tone{
		"state":   func(r row.StateRow) theme.Tone { return alarmAt(r.State == model.CloseWait) },
		"meaning": dim[row.StateRow],
	}),
	sort: "count",
	rows: func(in Input) history.Batch[row.StateRow] {
		return history.BatchOf(row.ByState(in.Moment, in.Match))
	},
	key: func(r row.StateRow) condition { return condition{r.Proto, r.State} },
	order: order.By[row.StateRow]{Cmp: func(a, b row.StateRow) int {
		return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.State, b.State))
	}},
	keep:    row.KeepStates,
	scope:   stateScope,
	subject: stateSubject,
	count:   func(n row.RowCounts) int { return n.States },
}

func stateScope(r row.StateRow) Scope {
	proto, state := r.Proto, r.State
	return Scope{
		Label: safe.Format("%s %s", proto, state.NameOn(proto)),
		Match: func(c moment.Conn) bool {
			s := c.Socket()
			return s.Proto == proto && s.State.Base() == state
		},
	}
}

func stateSubject(r row.StateRow) Subject {
	return Subject{
		Copy: r.State.NameOn(r.Proto), Facts: func() []detail.Section { return detail.State(r) },
		Why: "a state is not a process: press Enter and select a connection, or select a port or a process",
	}
}
