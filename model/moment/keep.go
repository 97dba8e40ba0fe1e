package moment

import (
	"slices"

	"berth/model/pool"
)

// Keep copies some sockets into a small moment, in their order, for rows that have
// ended: such a row must not keep a million others in memory. After the sockets come
// the listeners of both their ports, so that roles stay known.
func (m *Moment) Keep(sockets []int32) *Moment {
	all, sorted := slices.Clone(sockets), slices.Sorted(slices.Values(sockets))
	for _, i := range sockets {
		s := &m.Sockets[i]
		all = append(all, m.Index.On(s.PortID())...)
		all = append(all, m.Index.On(peer(s).PortID())...)
	}
	listeners := all[len(sockets):]
	slices.Sort(listeners)
	listeners = slices.DeleteFunc(slices.Compact(listeners), func(i int32) bool {
		_, inside := slices.BinarySearch(sorted, i)
		return inside
	})
	all = all[:len(sockets)+len(listeners)]

	n := *m.Snapshot
	n.Sockets, n.Flows, n.Processes, n.Holders, n.Gaps = nil, nil, nil, nil, nil
	kept := &Moment{Snapshot: &n, now: m.now, users: m.users}
	copied := map[uint32]uint32{} // by process of m: its index in n
	for _, i := range all {
		s := m.Sockets[i]
		owners := m.Owners(&s)
		s.FirstOwner = uint32(len(n.Holders))
		for _, p := range owners {
			at, ok := copied[p]
			if !ok {
				at = uint32(len(n.Processes))
				copied[p] = at
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
