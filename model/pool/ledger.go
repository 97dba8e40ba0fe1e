// Package pool computes the ephemeral budget: which ports of the range are held, the
// pool of each, how the pools grow, and the effect of other settings on them.
package pool

import (
	"time"

	"berth/model"
	"berth/model/listen"
)

// Ledger is the ephemeral budget of one snapshot: the ports in use, and their pools.
type Ledger struct {
	Budget Budget
	Pools  *Pools        // nil if they were not counted
	Index  *listen.Index // local ports with a listener
	of     *model.Snapshot
}

// LedgerWithout is the ledger of a snapshot without counted pools: only the listeners.
func LedgerWithout(n *model.Snapshot) Ledger { return Ledger{Index: listen.New(n.Sockets), of: n} }

// Ledgers makes the ledgers of successive snapshots, and remembers the history of the
// pools. Only one goroutine at a time may use it.
type Ledgers struct {
	scratch scratch
	tracks  tracks
}

// Next counts a snapshot. now is its time since the first one, in nanoseconds;
// interval is the planned time between snapshots.
func (b *Ledgers) Next(n *model.Snapshot, x *listen.Index, now int64, interval time.Duration) Ledger {
	l := Ledger{Index: x, of: n}
	l.Budget, l.Pools = b.scratch.budget(n, x, b.tracks.hasSpilled)
	b.tracks.follow(&l, now, &b.scratch, interval)
	return l
}
