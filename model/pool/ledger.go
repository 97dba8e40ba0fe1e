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
	Budgets []Budget      // by network namespace, as in Snapshot.Spaces
	Pools   *Pools        // of all network namespaces; nil where nobody counted
	Index   *listen.Index // local ports with a listener
	of      *model.Snapshot
}

// OwnBudget is the budget of the network namespace that berth is in.
func (l *Ledger) OwnBudget() *Budget {
	if len(l.Budgets) == 0 {
		return new(Budget)
	}
	return &l.Budgets[0]
}

// BudgetWith is the budget of the network namespace that an identity names by its inode.
func (l *Ledger) BudgetWith(netns uint32) *Budget {
	if len(l.Budgets) == 0 {
		return new(Budget)
	}
	return &l.Budgets[l.of.SpaceAt(netns)]
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
	l.Budgets, l.Pools = b.scratch.budget(n, x, b.tracks.hasSpilled)
	b.tracks.follow(&l, now, &b.scratch, interval)
	return l
}
