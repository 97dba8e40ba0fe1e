package moment

import (
	"slices"

	"berth/model/pool"
)

// Keep makes a small moment of some of the sockets, in their order, for rows that
// outlive theirs: a row that has ended must not keep a million others in memory.
// Behind the sockets stand the listeners of both their ports, so that who served
// whom can still be told.
func (m *Moment) Keep(sockets []int32) *Moment {
	all, sorted := slices.Clone(sockets), slices.Sorted(slices.Values(sockets))
	for _, i := range sockets {
		s := &m.Sockets[i]
		all = append(all, m.Index.On(s.PortID())...)
		all = append(all, m.Index.On(peer(s).PortID())...)
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
	kept.Ledger = pool.LedgerWithout(&n)
	return kept
}
