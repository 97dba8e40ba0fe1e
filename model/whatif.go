package model

import "berth/model/growth"

// Trial is a change that is tried on paper. What is zero stays as it is.
type Trial struct {
	Range   Range // another ephemeral range, where Known
	Reuse   bool  // tcp_tw_reuse is 1
	Sources int   // addresses that the connections go out from, in all
	Pooled  int   // connections at most, kept open and used again
}

// Empty reports whether nothing is changed.
func (t Trial) Empty() bool { return t == Trial{} }

// Outcome is what would become of a pool. It says nothing of what nobody changed:
// the load stays as it is.
type Outcome struct {
	Pool
	Trial  Trial
	Vain   []Safe   // what of the trial does nothing here, each with the reason
	Inside []Inside // listeners that would lie inside the range and are not reserved
}

// Try tells what each of some changes would make of a pool. Nothing is told
// where the range is not known.
func (m *Moment) Try(id PoolID, trials ...Trial) []Outcome {
	if m.Pools == nil || !m.Budget.Known {
		return nil
	}
	present := Pool{ID: id}
	for i := range m.Pools.List {
		if m.Pools.List[i].ID == id {
			present = m.Pools.List[i]
		}
	}
	w := new(scratch)
	outcomes := make([]Outcome, len(trials))
	for i, t := range trials {
		outcomes[i] = w.try(m, &present, t)
	}
	return outcomes
}

// try is the outcome of one trial.
func (w *scratch) try(m *Moment, present *Pool, t Trial) Outcome {
	k := m.Kernel
	if t.Range.Known {
		k.Ephemeral = t.Range
	}
	if t.Reuse {
		k.TWReuse = Reading{Value: 1, Known: true}
	}
	o := Outcome{Pool: w.again(m, k, present.ID), Trial: t, Vain: t.vain(m, present), Inside: m.inside(&k, present.ID.NetNS)}
	o.Guessed = present.Guessed
	if t.Sources > 1 && present.spreads() {
		o.Size *= t.Sources
	}
	o.Trend = present.Trend.With(o.Left())
	if t.Reuse && present.ID.Kind == ToDestination && k.reusing(present.ID.Source, present.ID.Dest.Addr) {
		o.Trend = present.Trend.Staying(o.Left())
	}
	if t.Pooled > 0 {
		o.pool(t.Pooled)
	}
	return o
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

// again counts a pool anew, as if the kernel were set otherwise. How the sockets
// there are got their ports is known, and does not change with it.
func (w *scratch) again(m *Moment, k Kernel, id PoolID) Pool {
	n := *m.Snapshot
	n.Kernel = k
	d := draw{w: w, n: &n, x: m.Index, pools: &Pools{}, low: k.Ephemeral.Low, size: w.spread(&k), was: m.Pools}
	d.count()
	at := d.pool(id) // there may be no socket of it in the other range
	d.close()
	return d.pools.List[at]
}
