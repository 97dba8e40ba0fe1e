package row

import (
	"slices"

	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
	"berth/model/pool"
)

// PoolRow is one pool of ports. Its figures are those of the whole pool; its sockets
// are only those that are shown.
type PoolRow struct {
	In *moment.Moment
	pool.Pool
	Opener  model.Holders // the holders of the shown sockets, the one with the most first
	Traffic moment.Traffic
	Sockets []int32
}

// ByPool groups by pool: every pool with a shown socket. The rows are in order of
// their identity.
func ByPool(m *moment.Moment, match moment.Match) []PoolRow {
	if m.Pools == nil {
		return nil
	}
	in := flat.GroupsOf(len(m.Sockets))
	for i := range m.Sockets {
		if at, ok := m.PoolOf(i); ok && match.Shows(m, i) {
			in.Add(int32(at), i)
		}
	}
	rows := make([]PoolRow, 0, len(m.Pools.List))
	holds := make([]int32, len(m.Processes))
	for at, sockets := range in.Cut(len(m.Pools.List), nil) {
		if len(sockets) > 0 {
			r := PoolRow{In: m, Pool: m.Pools.List[at], Sockets: sockets, Traffic: m.TrafficOf(sockets)}
			r.Opener = openers(m, sockets, holds)
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b PoolRow) int { return a.ID.Compare(b.ID) })
	return rows
}

// openers are the holders of several sockets, the one with the most first. counts must
// be zero for each process, and is zero again after the call.
func openers(m *moment.Moment, sockets, counts []int32) model.Holders {
	h := count(m.Snapshot, sockets, counts)
	most := 0
	for i, p := range h.Processes {
		if counts[p] > counts[h.Processes[most]] {
			most = i
		}
	}
	if most > 0 {
		h.Processes[0], h.Processes[most] = h.Processes[most], h.Processes[0]
	}
	uncount(h, counts)
	return h
}

// KeepPools copies pool rows that have ended out of their moment.
func KeepPools(rows []PoolRow) []PoolRow {
	kept := make([]PoolRow, len(rows))
	for i, r := range rows {
		small := r.In.Keep(r.Sockets)
		r.In, r.Sockets = small, make([]int32, len(r.Sockets))
		for at := range r.Sockets {
			r.Sockets[at] = int32(at)
		}
		r.Opener = openers(small, r.Sockets, make([]int32, len(small.Processes)))
		kept[i] = r
	}
	return kept
}
