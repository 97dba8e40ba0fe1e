package pool

import (
	"slices"

	"berth/model"
	"berth/model/growth"
	"berth/model/safe"
)

// Trial is a change that is tried on paper. What is zero stays as it is.
type Trial struct {
	Range   model.Range // another ephemeral range, where Known
	Reuse   bool        // tcp_tw_reuse is 1
	Sources int         // addresses that the connections go out from, in all
	Pooled  int         // connections at most, kept open and used again
}

// Empty reports whether nothing is changed.
func (t Trial) Empty() bool { return t == Trial{} }

// And is both trials at once; where both change the same, the second counts.
func (t Trial) And(u Trial) Trial {
	if u.Range.Known {
		t.Range = u.Range
	}
	t.Reuse = t.Reuse || u.Reuse
	if u.Sources > 0 {
		t.Sources = u.Sources
	}
	if u.Pooled > 0 {
		t.Pooled = u.Pooled
	}
	return t
}

// Outcome is what would become of a pool. It says nothing of what nobody changed:
// the load stays as it is.
type Outcome struct {
	Pool
	Trial    Trial
	NoEffect []safe.Text // what of the trial does nothing here, each with the reason
	Inside   []Inside    // listeners that would lie inside the range and are not reserved
}

// Evaluator works out what changes would make of pools. It is used by one goroutine
// at a time, and keeps the memory that counting takes from one to the next.
type Evaluator struct{ scratch scratch }

// Try tells what each of some changes would make of a pool. Nothing is told
// where the range is not known.
func (l *Ledger) Try(id PoolID, trials ...Trial) []Outcome {
	if l.Pools == nil || !l.BudgetWith(id.NetNS).Known {
		return nil
	}
	w, present := new(scratch), l.present(id)
	counted := map[Trial]Pool{} // by what the kernel would be set to: to count is dear
	outcomes := make([]Outcome, len(trials))
	for i, t := range trials {
		set := Trial{Range: t.Range, Reuse: t.Reuse}
		pool, done := counted[set]
		if !done {
			pool = *w.again(l, t, id).with(id)
			counted[set] = pool
		}
		outcomes[i] = l.outcome(t, pool, &present)
	}
	return outcomes
}

// TryAll tells what a change would make of any pool that a socket draws from now:
// the pools are counted once for all that are asked about.
func (e *Evaluator) TryAll(l *Ledger, t Trial) func(PoolID) Outcome {
	w := &e.scratch
	pools := w.again(l, t)
	return func(id PoolID) Outcome {
		pool, present := pools.with(id), l.present(id)
		if pool == nil { // no socket of it is in the other range
			pool = w.again(l, t, id).with(id)
		}
		return l.outcome(t, *pool, &present)
	}
}

// outcome is what a trial makes of a pool that was counted for it.
func (l *Ledger) outcome(t Trial, pool Pool, present *Pool) Outcome {
	k := t.kernel(l.of.SpaceWith(pool.ID.NetNS).Kernel)
	o := Outcome{Pool: pool, Trial: t, NoEffect: t.NoEffect(l, present), Inside: l.Inside(&k, pool.ID.NetNS)}
	o.reckon(present, &k)
	return o
}

// Remedies are the changes that would do something for a pool, each for itself:
// the widest range, tcp_tw_reuse, a second source address, and as many
// connections as are open now, kept open.
func (l *Ledger) Remedies(id PoolID) []Outcome {
	open := max(1, l.present(id).Use.Established)
	all := l.Try(id, Trial{Range: Widest(&l.of.SpaceWith(id.NetNS).Kernel)}, Trial{Reuse: true}, Trial{Sources: 2}, Trial{Pooled: open})
	return slices.DeleteFunc(all, func(o Outcome) bool { return len(o.NoEffect) > 0 })
}

// present is a pool as it is; one without a port where nothing draws from it.
func (l *Ledger) present(id PoolID) Pool {
	if at, ok := l.PoolWith(id); ok {
		return l.Pools.List[at]
	}
	return Pool{ID: id, space: uint32(l.of.SpaceAt(id.NetNS))}
}

// kernel is the kernel, set as the trial has it.
func (t Trial) kernel(k model.Kernel) model.Kernel {
	if t.Range.Known {
		k.Ephemeral = t.Range
	}
	if t.Reuse {
		k.TWReuse = model.Reading{Value: 1, Known: true}
	}
	return k
}

// reckon fills in what needs no count: what programs do, and the time that is left.
func (o *Outcome) reckon(present *Pool, k *model.Kernel) {
	t := o.Trial
	o.Guessed = present.Guessed
	if t.Sources > 1 && present.spreads() {
		o.Size *= t.Sources
	}
	o.Trend = present.Trend.With(o.Left())
	if t.Reuse && Reuses(k, present.ID) {
		o.Trend = present.Trend.Staying(o.Left())
	}
	if t.Pooled > 0 {
		o.pool(t.Pooled)
	}
}

// pool keeps at most some connections open, so that none waits for its end.
func (o *Outcome) pool(most int) {
	switch {
	case most < o.Held():
		o.Use, o.Reusable, o.Trend = Use{Established: most}, 0, growth.Trend{}
	case most <= o.Size:
		o.Trend.Ends, o.Trend.Full = false, 0
	}
}

// spreads reports whether more source addresses give such sockets more ports.
func (p *Pool) spreads() bool { return !p.ID.Source.Wildcard() && p.ID.Kind != OfUDP }

// again counts the pools as if each network namespace with a range were set as the
// trial has it; those named by ids are among them in any case. How the sockets there are got their ports is known, and
// does not change with it.
func (w *scratch) again(l *Ledger, t Trial, ids ...PoolID) *Pools {
	n := *l.of
	n.Spaces = slices.Clone(n.Spaces)
	for i := range n.Spaces {
		if k := &n.Spaces[i].Kernel; k.Ephemeral.Known {
			*k = t.kernel(*k)
		}
	}
	w.open(&n)
	pools := w.poolsIn(&n, w.of)
	d := assignment{w: w, n: &n, x: l.Index, pools: pools, was: l.Pools}
	d.count()
	for _, id := range ids {
		d.pool(id, uint32(n.SpaceAt(id.NetNS)))
	}
	d.close()
	w.of, pools.of = pools.of, nil // nobody asks of which pool a socket would be
	return pools
}
