package pool

import (
	"slices"

	"berth/model"
	"berth/model/growth"
	"berth/model/safe"
)

// Trial is a what-if: a change that is computed, not made. A zero member changes nothing.
type Trial struct {
	Range   model.Range // another ephemeral range, if Known
	Reuse   bool        // tcp_tw_reuse is 1
	Sources int         // source addresses in total
	Pooled  int         // at most so many connections, kept open and reused
}

// Empty reports whether a trial changes nothing.
func (t Trial) Empty() bool { return t == Trial{} }

// And combines two trials; if both change the same thing, the second one counts.
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

// Outcome is the state of a pool after a trial, under the present load.
type Outcome struct {
	Pool
	Trial    Trial
	NoEffect []safe.Text // changes that do nothing here, each with the reason
	Inside   []Inside    // listeners inside the new range that are not reserved
}

// Evaluator computes outcomes. Only one goroutine at a time may use it; it reuses the
// memory of counting.
type Evaluator struct{ scratch scratch }

// Try computes the outcome of each trial for one pool. It returns nil if the range is
// not known.
func (l *Ledger) Try(id PoolID, trials ...Trial) []Outcome {
	if l.Pools == nil || !l.BudgetWith(id.NetNS).Known {
		return nil
	}
	w, present := new(scratch), l.present(id)
	counted := map[Trial]Pool{} // by the settings of the kernel: counting is expensive
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

// TryAll computes the outcome of a trial for any pool. It counts the pools once, for
// all calls of the function that it returns.
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

// outcome is the outcome for a pool that was counted under the settings of the trial.
func (l *Ledger) outcome(t Trial, pool Pool, present *Pool) Outcome {
	k := t.kernel(l.of.SpaceWith(pool.ID.NetNS).Kernel)
	o := Outcome{Pool: pool, Trial: t, NoEffect: t.NoEffect(l, present), Inside: l.Inside(&k, pool.ID.NetNS)}
	o.finish(present, &k)
	return o
}

// Remedies are the outcomes of single changes that help a pool: the widest range,
// tcp_tw_reuse, a second source address, and keeping open as many connections as are
// open now.
func (l *Ledger) Remedies(id PoolID) []Outcome {
	open := max(1, l.present(id).Use.Established)
	all := l.Try(id, Trial{Range: Widest(&l.of.SpaceWith(id.NetNS).Kernel)}, Trial{Reuse: true}, Trial{Sources: 2}, Trial{Pooled: open})
	return slices.DeleteFunc(all, func(o Outcome) bool { return len(o.NoEffect) > 0 })
}

// present is a pool as it is now; it is empty if no socket uses it.
func (l *Ledger) present(id PoolID) Pool {
	if at, ok := l.PoolWith(id); ok {
		return l.Pools.List[at]
	}
	return Pool{ID: id, space: uint32(l.of.SpaceAt(id.NetNS))}
}

// kernel is the kernel with the settings of the trial.
func (t Trial) kernel(k model.Kernel) model.Kernel {
	if t.Range.Known {
		k.Ephemeral = t.Range
	}
	if t.Reuse {
		k.TWReuse = model.Reading{Value: 1, Known: true}
	}
	return k
}

// finish fills in what needs no counting: the effect of programs, and the forecast.
func (o *Outcome) finish(present *Pool, k *model.Kernel) {
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

// pool limits the connections to so many that stay open, so that none is in TIME-WAIT.
func (o *Outcome) pool(most int) {
	switch {
	case most < o.Held():
		o.Use, o.Reusable, o.Trend = Use{Established: most}, 0, growth.Trend{}
	case most <= o.Size:
		o.Trend.Ends, o.Trend.Full = false, 0
	}
}

// spreads reports whether more source addresses give the sockets of a pool more ports.
func (p *Pool) spreads() bool { return !p.ID.Source.Wildcard() && p.ID.Kind != OfUDP }

// again counts the pools with the settings of a trial in each network namespace; the
// result includes the pools named by ids. Existing sockets keep the kind of pool they
// were found in.
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
	w.of, pools.of = pools.of, nil // not used for outcomes
	return pools
}
