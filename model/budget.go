package model

// Budget is the ephemeral range of a host and how much of it is used.
type Budget struct {
	Range    Range
	Size     int  // ports a connect without bind can draw: the range less the reserved ones
	Known    bool // the range could be read; the rest means nothing otherwise
	TCP, UDP Use
	Tightest Pool // the TCP destination that uses most of its own pool
	HasPool  bool
}

// Percent is how much of the range a protocol holds; 100 where the range has no
// port to give, 0 where the range is not known.
func (b *Budget) Percent(u Use) float64 {
	if !b.Known {
		return 0
	}
	return Percent(u.Held(), b.Size)
}

// BudgetOf counts the ephemeral ports in use in a snapshot: each port once a
// protocol, whatever the number of sockets on it.
func BudgetOf(n *Snapshot) Budget { return new(scratch).budget(n, indexOf(n.Sockets)) }

// scratch is memory that is used anew for every snapshot.
type scratch struct {
	held  [Protos][1 << 16]use
	holds []int32 // sockets of a pool, by process
	pools pools
}

func (w *scratch) budget(n *Snapshot, x *Index) Budget {
	b := Budget{Range: n.Kernel.Ephemeral}
	if !b.Range.Known || b.Range.Low > b.Range.High {
		return b
	}
	b.Known, b.Size = true, b.Range.size()
	if n.Kernel.ReservedOK {
		b.Size -= n.Kernel.Reserved.within(b.Range)
	}
	clear(w.held[TCP][:])
	clear(w.held[UDP][:])
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if n.Kernel.Draws(s.Local.Port) {
			at := &w.held[s.Proto][s.Local.Port]
			*at = max(*at, useOf(s))
		}
	}
	for port := int(b.Range.Low); port <= int(b.Range.High); port++ {
		b.TCP.add(w.held[TCP][port])
		b.UDP.add(w.held[UDP][port])
	}
	b.Tightest, b.HasPool = w.fullest(n, x, func(*Socket) bool { return true })
	return b
}
