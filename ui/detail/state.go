package detail

import (
	"berth/model/field"
	"berth/model/row"
)

// State is the details of a state.
func State(r row.StateRow) []Section {
	return []Section{
		{Title: "State", Facts: []Fact{{r.State.NameOn(r.Proto).String(), r.State.MeaningOn(r.Proto)}}},
		{Title: "Sockets", Facts: shown(field.States, r,
			[2]string{"count", "count"}, [2]string{"share", "share"}, [2]string{"IPv4", "v4"},
			[2]string{"IPv6", "v6"}, [2]string{"busiest process", "process"})},
	}
}
