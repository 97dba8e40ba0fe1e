package row

import (
	"slices"

	"berth/model/moment"
)

// KeepPorts copies port rows that have ended out of their moment.
func KeepPorts(rows []PortRow) []PortRow {
	return keepRows(rows, func(r PortRow) (*moment.Moment, []int32) { return r.In, r.Sockets }, ByPort,
		func(a, b PortRow) bool { return a.ID == b.ID })
}

// KeepProcesses copies process rows that have ended out of their moment.
func KeepProcesses(rows []ProcessRow) []ProcessRow {
	return keepRows(rows, func(r ProcessRow) (*moment.Moment, []int32) { return r.In, r.Sockets }, ByProcess,
		func(a, b ProcessRow) bool { return a.Key() == b.Key() })
}

// KeepStates copies state rows that have ended out of their moment.
func KeepStates(rows []StateRow) []StateRow {
	kept := keepRows(rows, func(r StateRow) (*moment.Moment, []int32) { return r.In, r.Sockets }, ByState,
		func(a, b StateRow) bool { return a.Proto == b.Proto && a.State == b.State })
	for i := range kept {
		kept[i].Share = rows[i].Share
	}
	return kept
}

// keepRows groups the sockets of each row again, in a small moment.
func keepRows[R any](rows []R, of func(R) (*moment.Moment, []int32), group func(*moment.Moment, moment.Match) []R, same func(a, b R) bool) []R {
	kept := make([]R, 0, len(rows))
	for _, r := range rows {
		m, sockets := of(r)
		small := m.Keep(sockets)
		again := group(small, func(c moment.Conn) bool { return c.At < len(sockets) })
		kept = append(kept, again[slices.IndexFunc(again, func(a R) bool { return same(a, r) })])
	}
	return kept
}

// KeepConns copies connections that have ended out of their moment.
func KeepConns(rows []moment.Conn) []moment.Conn {
	if len(rows) == 0 {
		return nil
	}
	at := make([]int32, len(rows))
	for i, c := range rows {
		at[i] = int32(c.At)
	}
	small := rows[0].In.Keep(at)
	kept := make([]moment.Conn, len(rows))
	for i := range kept {
		kept[i] = moment.Conn{In: small, At: i}
	}
	return kept
}
