package pool

import (
	"berth/model"
	"berth/model/flat"
	"berth/model/listen"
)

// Budget is the ephemeral range of a host and how much of it is used.
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

// BudgetOf counts the ephemeral ports in use in a snapshot, and their pools. A port
// counts once per protocol, whatever the number of sockets on it.
func BudgetOf(n *model.Snapshot) (Budget, *Pools) {
	return new(scratch).budget(n, listen.New(n.Sockets), func(PoolID) bool { return false })
}

// scratch is memory that is reused for every snapshot.
type scratch struct {
	free     [1 << 16]bool // ports that the kernel may choose
	held     [model.Protos][1 << 16]HoldKind
	ports    [1 << 16]HoldKind // of one pool; all NotHeld between two
	holds    []int32           // sockets of a pool, by process
	suspect  []bool            // by pool: some of its connections may have been bound before connect
	suspects []suspect
	of       []int32 // of the pools of a what-if: see Pools
	pieces   []int32
	numbers  flat.Table[PoolID] // of Pools.List
	pools    int                // number of pools in the last snapshot
	portUses []*portUse
	members  flat.Groups
	wildcard wildcard
}

// budget counts the ports and the pools. spilled reports whether connect recently chose
// ports for a pool from the half that bind prefers.
func (w *scratch) budget(n *model.Snapshot, x *listen.Index, spilled func(PoolID) bool) (Budget, *Pools) {
	b := Budget{Range: n.Kernel.Ephemeral}
	if !b.Range.Known || b.Range.Low > b.Range.High {
		w.portUses = w.portUses[:0]
		return b, &Pools{tight: none}
	}
	b.Known, b.Size = true, w.markFree(&n.Kernel)
	d := assignment{w: w, n: n, x: x, pools: w.poolsOf(n), low: b.Range.Low, size: b.Size}
	d.count()
	d.guess(spilled)
	d.close()
	for port := int(b.Range.Low); port <= int(b.Range.High); port++ {
		b.TCP.Add(w.held[model.TCP][port], 1)
		b.UDP.Add(w.held[model.UDP][port], 1)
	}
	for _, g := range w.portUses {
		b.Blocked += g.blocks[0] + g.blocks[1]
	}
	d.pools.tighten(n, w)
	w.pools = len(d.pools.List)
	return b, d.pools
}

// markFree marks the ports that the kernel may choose, and counts them.
func (w *scratch) markFree(k *model.Kernel) (size int) {
	clear(w.free[:])
	clear(w.held[model.TCP][:])
	clear(w.held[model.UDP][:])
	for port := int(k.Ephemeral.Low); port <= int(k.Ephemeral.High); port++ {
		w.free[port] = true
	}
	if k.ReservedOK {
		for _, r := range k.Reserved {
			for port := int(r.Low); port <= int(r.High); port++ {
				w.free[port] = false
			}
		}
	}
	for port := int(k.Ephemeral.Low); port <= int(k.Ephemeral.High); port++ {
		if w.free[port] {
			size++
		}
	}
	return size
}
