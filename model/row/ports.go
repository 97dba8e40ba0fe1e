package row

import (
	"cmp"
	"slices"
	"time"

	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
)

// PortRow is one local port with its listeners and their connections. Addresses,
// reach, accept queue and holders are those of the shown listeners; if the filter
// shows only connections, those of all listeners of the port. The counts are of the
// shown sockets.
type PortRow struct {
	In *moment.Moment
	ID model.PortID
	Counts
	Addresses []model.Addr // listening addresses, wildcards first
	Reach     moment.Reach // the widest of its listeners
	Waiting   uint32       // accept queue: connections waiting, over its listeners
	Backlog   uint32       // its limit, 0 if the backend does not read it
	model.Holders
	Age     time.Duration // of the oldest socket that describes the row
	Whole   bool          // Age is its whole life: it was opened after berth started
	Traffic moment.Traffic
	Sockets []int32 // indices into In.Sockets, listeners first
}

// Listening are the listeners that describe the row (indices of sockets): the shown
// ones, or all of the port if none is shown.
func (r *PortRow) Listening() []int32 {
	if r.Listeners > 0 {
		return r.Sockets[:r.Listeners]
	}
	return r.In.Index.On(r.ID)
}

// ByPort groups by local port: every port with a listener, and ports outside the
// ephemeral range that only connections hold (of a server that is gone, or a client
// that chose its port). The rows are in order of their identity.
func ByPort(m *moment.Moment, match moment.Match) []PortRow {
	g := portGroups{portNumbers: portNumbers{m: m}, in: flat.GroupsOf(len(m.Sockets))}
	for _, i := range m.Index.Listeners() { // listeners first
		g.add(int(i), match)
	}
	for i := range m.Sockets {
		if !m.Sockets[i].Listening() {
			g.add(i, match)
		}
	}
	holds := make([]int32, len(m.Processes))
	for i, sockets := range g.in.Cut(len(g.rows), nil) {
		g.rows[i].Sockets = sockets
		g.rows[i].describe(holds)
	}
	slices.SortFunc(g.rows, func(a, b PortRow) int { return a.ID.Compare(b.ID) })
	return g.rows
}

// portGroups are the unfinished rows.
type portGroups struct {
	portNumbers
	rows []PortRow
	in   *flat.Groups
}

// add counts a socket for the row of its port, if it is shown.
func (g *portGroups) add(i int, match moment.Match) {
	row, ok := g.number(i, match)
	if !ok {
		return
	}
	s := &g.m.Sockets[i]
	if int(row) == len(g.rows) {
		g.rows = append(g.rows, PortRow{In: g.m, ID: s.PortID()})
	}
	g.rows[row].Counts.add(s)
	g.in.Add(row, i)
}

// portNumbers numbers the rows of the ports pane in the order they are met.
type portNumbers struct {
	m  *moment.Moment
	at flat.Table[model.PortID]
}

// number is the row of a socket, if it is in a row and is shown.
func (n *portNumbers) number(i int, match moment.Match) (row int32, ok bool) {
	s := &n.m.Sockets[i]
	if !hasRow(n.m, s) || !match.Shows(n.m, i) {
		return 0, false
	}
	return n.at.Number(s.PortID()), true
}

// hasRow reports whether the local port of s is a row of the ports pane. The
// ports that clients draw are not: there are as many of them as connections.
func hasRow(m *moment.Moment, s *model.Socket) bool {
	if s.Local.Port == 0 {
		return false
	}
	return s.Listening() || !m.SpaceOf(s).Kernel.Draws(s.Local.Port) || len(m.Index.On(s.PortID())) > 0
}

// describe fills in the facts of the listeners. holds must be zero for each process,
// and is zero again after the call.
func (r *PortRow) describe(holds []int32) {
	listening := r.Listening()
	for _, i := range listening {
		s := &r.In.Sockets[i]
		r.Addresses = append(r.Addresses, s.Local.Addr)
		r.Reach = max(r.Reach, moment.ReachOf(s.Local.Addr))
		if s.State == model.Listen {
			r.Waiting += s.RxQueue
			r.Backlog += s.TxQueue
		}
	}
	slices.SortFunc(r.Addresses, wildcardsFirst)
	r.Addresses = slices.Compact(r.Addresses)
	if len(listening) == 0 {
		listening = r.Sockets
	}
	r.Holders = holdersOf(r.In.Snapshot, listening, holds)
	r.Age, r.Whole = r.In.Oldest(listening)
	r.Traffic = r.In.TrafficOf(r.Sockets)
}

func wildcardsFirst(a, b model.Addr) int {
	rank := func(x model.Addr) int {
		if x.Wildcard() {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Compare(b))
}
