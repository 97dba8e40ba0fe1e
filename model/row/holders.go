package row

import (
	"cmp"
	"slices"

	"berth/model"
)

// holdersOf joins the owners of several sockets. counts must be zero for each process,
// and is zero again after the call.
func holdersOf(n *model.Snapshot, sockets, counts []int32) model.Holders {
	h := count(n, sockets, counts)
	uncount(h, counts)
	return h
}

// count is holdersOf, and leaves in counts how many of the sockets each process holds.
func count(n *model.Snapshot, sockets, counts []int32) model.Holders {
	h := model.Holders{Status: model.OwnerNone}
	for _, i := range sockets {
		s := &n.Sockets[i]
		for _, p := range n.Owners(s) {
			if counts[p]++; counts[p] == 1 {
				h.Processes = append(h.Processes, p)
			}
		}
		if o := s.Ownerless(); o.Outranks(h.Status) {
			h.Status = o
		}
	}
	if len(h.Processes) == 0 {
		return h
	}
	slices.SortFunc(h.Processes, func(a, b uint32) int {
		return cmp.Or(n.Processes[a].ID.Compare(n.Processes[b].ID), cmp.Compare(a, b))
	})
	h.Status = model.OwnerKnown
	return h
}

// uncount sets the counts that count has left to zero.
func uncount(h model.Holders, counts []int32) {
	for _, p := range h.Processes {
		counts[p] = 0
	}
}
