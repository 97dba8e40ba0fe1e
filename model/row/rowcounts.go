package row

import "berth/model/moment"

// RowCounts is how many rows there are of each kind.
type RowCounts struct {
	Ports, Processes, States, Conns, Pools int
	Findings                               int // who looks for them counts them
}

// CountRows counts the rows that ByPort, ByProcess, ByState, Conns and ByPool would make,
// in one pass and without making them: it numbers rows as they do. Processes are only
// those that are known, and a socket that is only bound is a row but no connection.
func CountRows(m *moment.Moment, match moment.Match, listeners bool) RowCounts {
	ports, processes := portNumbers{m: m}, processNumbersOf(m)
	states, pools := make(distinct, stateNumbers), distinct(nil)
	if m.Pools != nil {
		pools = make(distinct, len(m.Pools.List))
	}
	var n RowCounts
	for i := range m.Sockets {
		if !match.Shows(m, i) {
			continue
		}
		s := &m.Sockets[i]
		if listeners || connects(s) {
			n.Conns++
		}
		n.States += states.add(stateNumber(s))
		ports.number(i, nil)
		processes.each(i, ignoreRow)
		if at, ok := m.PoolOf(i); ok {
			n.Pools += pools.add(int32(at))
		}
	}
	n.Ports, n.Processes = ports.at.Len(), processes.known
	return n
}

// ignoreRow does nothing with a row that was numbered.
func ignoreRow(int32, int) {}

// distinct is which of several rows were met.
type distinct []bool

// add is 1 where the row was not met before, else 0.
func (d distinct) add(row int32) int {
	if d[row] {
		return 0
	}
	d[row] = true
	return 1
}
