package row

import (
	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// StateRow is one state and the sockets in it; UDP states have their own rows.
type StateRow struct {
	In    *moment.Moment
	Proto model.Proto
	State model.State
	Counts
	Four, Six int           // by IP version on the wire
	Share     float64       // of all shown sockets, 0 to 1
	Busiest   model.Holders // the process that holds most of them; empty if no process holds any
	Most      int           // how many it holds
	Sockets   []int32
}

// Name is the state, with the protocol if it is not TCP: "UDP UNCONN".
func (r *StateRow) Name() safe.Text {
	if r.Proto == model.UDP {
		return safe.Format("UDP %s", r.State.NameOn(model.UDP))
	}
	return r.State.Name()
}

// ByState groups by protocol and state: TCP first, states in the kernel's order.
func ByState(m *moment.Moment, match moment.Match) []StateRow {
	in := flat.GroupsOf(len(m.Sockets))
	for i := range m.Sockets {
		if match.Shows(m, i) {
			in.Add(stateNumber(&m.Sockets[i]), i)
		}
	}
	var rows []StateRow
	var holds []int32
	shown := len(in.All())
	for at, sockets := range in.Cut(stateNumbers, nil) {
		if len(sockets) > 0 {
			r := StateRow{In: m, Proto: model.Proto(at / int(model.States)), State: model.State(at % int(model.States)), Sockets: sockets}
			holds = flat.Zeros(holds, len(m.Processes))
			r.count(holds)
			r.Share = pool.Ratio(len(sockets), shown)
			rows = append(rows, r)
		}
	}
	return rows
}

// stateNumbers is how many rows there can be, one for each protocol and state.
const stateNumbers = int(model.Protos) * int(model.States)

// stateNumber is the row of a socket among all there can be.
func stateNumber(s *model.Socket) int32 {
	return int32(s.Proto)*int32(model.States) + int32(s.State.Base())
}

// count counts the sockets, and in holds those of each process.
func (r *StateRow) count(holds []int32) {
	for _, i := range r.Sockets {
		s := &r.In.Sockets[i]
		r.add(s)
		if s.Local.Addr.Four() {
			r.Four++
		} else {
			r.Six++
		}
		for _, p := range r.In.Owners(s) {
			holds[p]++
		}
	}
	busiest, most, any := r.In.Busiest(holds)
	if !any {
		r.Busiest, r.Most = holdersOf(r.In.Snapshot, r.Sockets, holds), len(r.Sockets)
		return
	}
	r.Busiest, r.Most = model.Holders{Processes: []uint32{busiest}, Status: model.OwnerKnown}, most
}
