package model

import "berth/model/room"

// StateRow is one state and the sockets in it; UDP stands apart as one row a state.
type StateRow struct {
	In    *Moment
	Proto Proto
	State State
	Counts
	Four, Six int     // by IP version on the wire
	Share     float64 // of all shown sockets, 0 to 1
	Busiest   Holders // the process that holds most of them; none where no process holds any
	Most      int     // how many that are
	Sockets   []int32
}

// Name is the state, with the protocol where it is not TCP: "UDP UNCONN".
func (r *StateRow) Name() Safe {
	if r.Proto == UDP {
		return Concat(Say("UDP "), r.State.NameOn(UDP))
	}
	return r.State.Name()
}

// ByState groups by protocol and state: TCP first, states in the kernel's order.
func ByState(m *Moment, match Match) []StateRow {
	in := membersOf(m)
	for i := range m.Sockets {
		if match.shows(m, i) {
			s := &m.Sockets[i]
			in.add(int32(s.Proto)*int32(States)+int32(s.State.Base()), i)
		}
	}
	var rows []StateRow
	var holds []int32
	shown := len(in.socket)
	for at, sockets := range in.cut(int(Protos) * int(States)) {
		if len(sockets) > 0 {
			r := StateRow{In: m, Proto: Proto(at / int(States)), State: State(at % int(States)), Sockets: sockets}
			holds = room.Zeros(holds, len(m.Processes))
			r.count(holds)
			r.Share = Ratio(len(sockets), shown)
			rows = append(rows, r)
		}
	}
	return rows
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
	busiest, most, any := r.In.most(holds)
	if !any {
		r.Busiest, r.Most = r.In.holdersOf(r.Sockets, holds), len(r.Sockets)
		return
	}
	r.Busiest, r.Most = Holders{[]uint32{busiest}, OwnerKnown}, most
}
