// Package pool keeps the ephemeral budget: which ports of the range are held, in
// which pool each counts, how the pools grow, and what a change of a setting would
// make of them.
package pool

import (
	"time"

	"berth/model"
	"berth/model/listen"
)

// Ledger is the ephemeral budget of one snapshot: the ports of the range that are
// held, and the pools that they are held of.
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

// LedgerWithout is the ledger of a snapshot whose ports nobody counted: it has the
// listeners alone.
func LedgerWithout(n *model.Snapshot) Ledger { return Ledger{Index: listen.New(n.Sockets), of: n} }

// Ledgers makes the ledgers of one snapshot after another, and remembers how the
// pools went. It is used by one goroutine at a time.
type Ledgers struct {
	scratch scratch
	tracks  tracks
}

// Next counts a snapshot. now is its time on a clock that begins with the first one,
// interval is how often snapshots are meant to come.
func (b *Ledgers) Next(n *model.Snapshot, x *listen.Index, now int64, interval time.Duration) Ledger {
	l := Ledger{Index: x, of: n}
	l.Budgets, l.Pools = b.scratch.budget(n, x, b.tracks.hasSpilled)
	b.tracks.follow(&l, now, &b.scratch, interval)
	return l
}
