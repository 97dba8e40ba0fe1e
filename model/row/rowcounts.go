package row

import (
	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
)

// RowCounts is how many rows there are of each kind.
type RowCounts struct {
	Ports, Processes, States, Conns, Pools int
	Findings                               int // who looks for them counts them
}

// CountRows counts the rows that ByPort, ByProcess, ByState, Conns and ByPool would make,
// in one pass and without making them. Processes are only those that are known.
func CountRows(m *moment.Moment, match moment.Match, listeners bool) RowCounts {
	var n RowCounts
	var ports flat.Table[model.PortID]
	var states [model.Protos][model.States]bool
	holds := make([]bool, len(m.Processes))
	var pools []bool
	if m.Pools != nil {
		pools = make([]bool, len(m.Pools.List))
	}
	for i := range m.Sockets {
		if !match.Shows(m, i) {
			continue
		}
		s := &m.Sockets[i]
		// What is only bound is a row of the pane, and no connection.
		if listeners || !s.Listening() && s.State != model.Bound {
			n.Conns++
		}
		states[s.Proto][s.State.Base()] = true
		if hasRow(m, s) {
			ports.Number(s.PortID())
		}
		for _, p := range m.Owners(s) {
			holds[p] = true
		}
		if at, ok := m.PoolOf(i); ok && !pools[at] {
			pools[at] = true
			n.Pools++
		}
	}
	n.Ports = ports.Len()
	for _, held := range holds {
		if held {
			n.Processes++
		}
	}
	for p := range states {
		for _, found := range states[p] {
			if found {
				n.States++
			}
		}
	}
	return n
}
