package pool

import (
	"slices"
	"time"

	"berth/model"
	"berth/model/flat"
	"berth/model/growth"
)

// tracked is the largest number of pools that are followed: the tightest ones.
const tracked = 256

// A pool is followed if it holds this many ports, or one in followedPart of its size.
const (
	followed     = 16
	followedPart = 100
)

// tracks follow the tightest pools from snapshot to snapshot.
type tracks struct {
	of    map[PoolID]*track
	drawn []drawn   // by network namespace, in the last snapshot
	taken time.Time // time of the last snapshot
	picks []int32

	slots   []int32 // by pool: index into leaving plus one; 0: none
	leaving []growth.Leaving
}

// track is the history of one pool.
type track struct {
	line    growth.Line
	seen    int64 // when it was last followed
	spilled bool  // connect chose ports that bind prefers, and some of them are still held
}

// drawn is which ports the kernel could choose in a network namespace.
type drawn struct {
	space model.SpaceID
	ports model.Range
	size  int // less those that are reserved
}

// hasSpilled reports whether connections of a pool may have any port, because they had
// used up the ports that connect prefers.
func (t *tracks) hasSpilled(id PoolID) bool {
	tr := t.of[id]
	return tr != nil && tr.spilled
}

// follow adds a snapshot, and sets the trends of its pools.
func (t *tracks) follow(l *Ledger, now int64, w *scratch, interval time.Duration) {
	if t.of == nil {
		t.of = map[PoolID]*track{}
	}
	gap := !l.of.Taken.After(t.taken) || model.Interrupted(t.taken, l.of.Taken, interval)
	for id, tr := range t.of {
		if gap || t.changed(l, id.NetNS) { // the growth restarts; spilled stays, as the connections keep their ports
			tr.line = growth.Line{}
		}
	}
	t.remember(l)
	for _, i := range t.pick(l.Pools) {
		pool := &l.Pools.List[i]
		tr := t.of[pool.ID]
		if tr == nil {
			tr = &track{line: growth.Line{}}
			t.of[pool.ID] = tr
		}
		tr.seen = now
		tr.line.Add(growth.Point{At: now, All: int32(pool.Stuck()), Passing: int32(pool.passing())}, interval)
		pool.Trend = tr.line.Trend(pool.Left())
		switch {
		case pool.spills(w.portUses[pool.space].half()):
			tr.spilled = true
		case pool.preferredHalf == pool.Held():
			tr.spilled = false
		}
	}
	t.leave(l)
	for id, tr := range t.of {
		if tr.seen != now {
			delete(t.of, id)
		}
	}
}

// leave adds to the trends of growing pools when their closed connections will be
// gone: the kernel has a timer for each. It is not known for pools FromSource, which
// also hold ports of connections of other pools.
func (t *tracks) leave(l *Ledger) {
	t.slots, t.leaving = flat.Zeros(t.slots, len(l.Pools.List)), t.leaving[:0]
	for _, i := range t.picks {
		if p := &l.Pools.List[i]; p.Trend.Growing && p.ID.Kind == ToDestination && p.passing() > 0 {
			t.leaving = append(t.leaving, growth.Leaving{})
			t.slots[i] = int32(len(t.leaving))
		}
	}
	if len(t.leaving) == 0 {
		return
	}
	for i, at := range l.Pools.of {
		s := &l.of.Sockets[i]
		if (noted(s) || s.State == model.TimeWait && s.Timer == model.TimerTimeWait && !reuses(&l.of.SpaceOf(s).Kernel, s)) && at != none && t.slots[at] > 0 {
			t.leaving[t.slots[at]-1].Add(time.Duration(s.Expires) * time.Millisecond)
		}
	}
	for _, i := range t.picks {
		if slot := t.slots[i]; slot > 0 {
			p := &l.Pools.List[i]
			p.Trend = p.Trend.Leaving(t.leaving[slot-1], p.Left())
		}
	}
}

// changed reports whether earlier snapshots of a network namespace cannot be compared
// with this one: the range is different, or the namespace is.
func (t *tracks) changed(l *Ledger, netns uint32) bool {
	at := slices.IndexFunc(t.drawn, func(d drawn) bool { return d.space.Inode == netns })
	return at < 0 || len(l.Budgets) == 0 || t.drawn[at] != l.drawn(l.of.SpaceAt(netns))
}

// remember keeps which ports the kernel can choose in each network namespace.
func (t *tracks) remember(l *Ledger) {
	t.drawn, t.taken = t.drawn[:0], l.of.Taken
	for i := range l.Budgets {
		t.drawn = append(t.drawn, l.drawn(i))
	}
}

func (l *Ledger) drawn(space int) drawn {
	return drawn{l.of.Spaces[space].ID, l.Budgets[space].Range, l.Budgets[space].Size}
}

// pick finds the pools to follow: indices of the list.
func (t *tracks) pick(p *Pools) []int32 {
	t.picks = t.picks[:0]
	for i := range p.List {
		if pool := &p.List[i]; pool.Held() >= followed || pool.Held() > 0 && pool.Held()*followedPart >= pool.Size {
			t.picks = append(t.picks, int32(i))
		}
	}
	if len(t.picks) > tracked {
		slices.SortFunc(t.picks, func(a, b int32) int { return p.List[a].compareLeft(&p.List[b]) })
		t.picks = t.picks[:tracked]
	}
	return t.picks
}
