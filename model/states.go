package model

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
	var found [Protos][States][]int32
	shown := 0
	for i := range m.Sockets {
		if match.shows(m, i) {
			s := &m.Sockets[i]
			in := &found[s.Proto][s.State.Base()]
			*in = append(*in, int32(i))
			shown++
		}
	}
	var rows []StateRow
	for p := range found {
		for s, sockets := range found[p] {
			if len(sockets) > 0 {
				r := StateRow{In: m, Proto: Proto(p), State: State(s), Sockets: sockets}
				r.count()
				r.Share = Ratio(len(sockets), shown)
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func (r *StateRow) count() {
	holding := map[uint32]int{}
	for _, i := range r.Sockets {
		s := &r.In.Sockets[i]
		r.add(s)
		if s.Local.Addr.Four() {
			r.Four++
		} else {
			r.Six++
		}
		for _, p := range r.In.Owners(s) {
			holding[p]++
		}
	}
	if len(holding) == 0 {
		r.Busiest, r.Most = r.In.holdersOf(r.Sockets), len(r.Sockets)
		return
	}
	busiest, _ := r.In.most(holding)
	r.Busiest, r.Most = Holders{[]uint32{busiest}, OwnerKnown}, holding[busiest]
}
