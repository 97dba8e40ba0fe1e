package model

import "slices"

// Keep makes a small moment of some of the sockets, in their order, for rows that
// outlive theirs: a row that has ended must not keep a million others in memory.
// Behind the sockets stand the listeners of both their ports, so that who served
// whom can still be told.
func (m *Moment) Keep(sockets []int32) *Moment {
	all, sorted := slices.Clone(sockets), slices.Sorted(slices.Values(sockets))
	for _, i := range sockets {
		s := &m.Sockets[i]
		all = append(all, m.Index.On(s.PortID())...)
		all = append(all, m.Index.On(s.peer().PortID())...)
	}
	beside := all[len(sockets):]
	slices.Sort(beside)
	beside = slices.DeleteFunc(slices.Compact(beside), func(i int32) bool {
		_, inside := slices.BinarySearch(sorted, i)
		return inside
	})
	all = all[:len(sockets)+len(beside)]

	n := *m.Snapshot
	n.Sockets, n.Flows, n.Processes, n.Holders, n.Gaps = nil, nil, nil, nil, nil
	kept := &Moment{Snapshot: &n, now: m.now, users: m.users}
	place := map[uint32]uint32{}
	for _, i := range all {
		s := m.Sockets[i]
		owners := m.Owners(&s)
		s.FirstOwner = uint32(len(n.Holders))
		for _, p := range owners {
			at, ok := place[p]
			if !ok {
				at = uint32(len(n.Processes))
				place[p] = at
				n.Processes = append(n.Processes, m.Processes[p])
			}
			n.Holders = append(n.Holders, at)
		}
		n.Sockets = append(n.Sockets, s)
		if int(i) < len(m.Flows) {
			n.Flows = append(n.Flows, m.Flows[i])
		}
		if int(i) < len(m.births) {
			kept.births = append(kept.births, m.births[i])
		}
	}
	kept.Index = indexOf(n.Sockets)
	return kept
}

// KeepPorts makes port rows that have ended outlive their moment.
func KeepPorts(rows []PortRow) []PortRow {
	return keepRows(rows, func(r PortRow) (*Moment, []int32) { return r.In, r.Sockets }, ByPort,
		func(a, b PortRow) bool { return a.ID == b.ID })
}

// KeepProcesses makes process rows that have ended outlive their moment.
func KeepProcesses(rows []ProcessRow) []ProcessRow {
	return keepRows(rows, func(r ProcessRow) (*Moment, []int32) { return r.In, r.Sockets }, ByProcess,
		func(a, b ProcessRow) bool { return a.Key() == b.Key() })
}

// KeepStates makes state rows that have ended outlive their moment.
func KeepStates(rows []StateRow) []StateRow {
	kept := keepRows(rows, func(r StateRow) (*Moment, []int32) { return r.In, r.Sockets }, ByState,
		func(a, b StateRow) bool { return a.Proto == b.Proto && a.State == b.State })
	for i := range kept {
		kept[i].Share = rows[i].Share
	}
	return kept
}

// keepRows groups the sockets of each row anew, in a small moment.
func keepRows[R any](rows []R, of func(R) (*Moment, []int32), group func(*Moment, Match) []R, same func(a, b R) bool) []R {
	kept := make([]R, 0, len(rows))
	for _, r := range rows {
		m, sockets := of(r)
		small := m.Keep(sockets)
		again := group(small, func(c Conn) bool { return c.At < len(sockets) })
		kept = append(kept, again[slices.IndexFunc(again, func(a R) bool { return same(a, r) })])
	}
	return kept
}

// KeepConns makes connections that have ended outlive their moment.
func KeepConns(rows []Conn) []Conn {
	if len(rows) == 0 {
		return nil
	}
	at := make([]int32, len(rows))
	for i, c := range rows {
		at[i] = int32(c.At)
	}
	small := rows[0].In.Keep(at)
	kept := make([]Conn, len(rows))
	for i := range kept {
		kept[i] = Conn{small, i}
	}
	return kept
}
