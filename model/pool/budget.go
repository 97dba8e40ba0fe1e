package pool

import (
	"slices"

	"berth/model"
	"berth/model/flat"
	"berth/model/listen"
)

// Budget is the ephemeral range of a network namespace and how much of it is used.
type Budget struct {
	Range model.Range
	// Size is how many ports connect without bind can get: the range less the
	// reserved ports. In a range with an odd number of ports it skips one, a different
	// one each time (__inet_hash_connect).
	Size     int
	Known    bool // the range could be read; if false, the other members mean nothing
	TCP, UDP Use
	Blocked  int // TCP ports of the range that connect without bind never gets: those of listeners and of sockets bound before connect
}

// Of is what sockets of a protocol hold of the range.
func (b *Budget) Of(p model.Proto) Use {
	if p == model.UDP {
		return b.UDP
	}
	return b.TCP
}

// Percent is how much of the range a protocol holds; 100 if the range has no ports,
// 0 if the range is not known.
func (b *Budget) Percent(u Use) float64 {
	if !b.Known {
		return 0
	}
	return Percent(u.Held(), b.Size)
}

// BudgetOf counts the ephemeral ports in use in each network namespace of a snapshot,
// and their pools. A port counts once per protocol, whatever the number of sockets on it.
func BudgetOf(n *model.Snapshot) ([]Budget, *Pools) {
	return new(scratch).budget(n, listen.New(n.Sockets), func(PoolID) bool { return false })
}

// scratch is memory that is reused for every snapshot.
type scratch struct {
	ports    [1 << 16]HoldKind // of one pool; all NotHeld between two
	holds    []int32           // sockets of a pool, by process
	suspect  []bool            // by pool: some of its connections may have been bound before connect
	suspects []suspect
	of       []int32 // of the pools of a what-if: see Pools
	pieces   []int32
	numbers  flat.Table[PoolID] // of Pools.List
	pools    int                // number of pools in the last snapshot
	portUses []*portUse         // by network namespace, as in Snapshot.Spaces
	members  flat.Groups
	wildcard wildcard
}

// budget counts the ports and the pools. spilled reports whether connect recently chose
// ports for a pool from the half that bind prefers.
func (w *scratch) budget(n *model.Snapshot, x *listen.Index, spilled func(PoolID) bool) ([]Budget, *Pools) {
	all := make([]Budget, len(n.Spaces))
	known := w.open(n)
	for i := range all {
		r := n.Spaces[i].Kernel.Ephemeral
		all[i] = Budget{Range: r, Known: r.Known && r.Low <= r.High}
	}
	if !known {
		return all, &Pools{tight: none}
	}
	d := assignment{w: w, n: n, x: x, pools: w.poolsOf(n)}
	d.count()
	d.guess(spilled)
	d.close()
	for i := range all {
		all[i].add(w.portUses[i])
	}
	d.pools.tighten(n, w)
	w.pools = len(d.pools.List)
	return all, d.pools
}

// open prepares the ports of each network namespace for counting, and reports whether
// any of them has a known range.
func (w *scratch) open(n *model.Snapshot) (some bool) {
	w.portUses = slices.Grow(w.portUses[:0], len(n.Spaces))[:len(n.Spaces)]
	for i := range n.Spaces {
		if w.portUses[i] == nil {
			w.portUses[i] = &portUse{}
		}
		k := &n.Spaces[i].Kernel
		w.portUses[i].begin(k, uint32(i))
		some = some || k.Ephemeral.Known && k.Ephemeral.Low <= k.Ephemeral.High
	}
	return some
}

// add counts what the ports of a network namespace are used for.
func (b *Budget) add(g *portUse) {
	if !b.Known {
		return
	}
	b.Size, b.Blocked = g.size, g.blocks[0]+g.blocks[1]
	for port := int(b.Range.Low); port <= int(b.Range.High); port++ {
		b.TCP.Add(g.held[model.TCP][port], 1)
		b.UDP.Add(g.held[model.UDP][port], 1)
	}
}
