package finding

import (
	"berth/model"
	"berth/model/field"
	"berth/model/pool"
	"berth/model/safe"
)

// remedy is what helps a pool of ports: reuse of ports in TIME-WAIT if they hold most
// of it, otherwise the widest range; and what programs can do.
func (l *look) remedy(at int) Advice {
	p := &l.m.Pools.List[at]
	k := &l.m.SpaceWith(p.ID.NetNS).Kernel
	words := l.programs(p)
	reuse, range_ := pool.Trial{Reuse: true}, pool.Trial{Range: pool.Widest(k)}
	switch {
	case k.TWReuse.Known && len(reuse.NoEffect(&l.m.Ledger, p)) == 0 && 2*(p.Use.TimeWait-p.Reusable) > p.Stuck():
		return l.trial(p, l.try(reuse, p.ID), words)
	case range_.Range.Known:
		if o := l.try(range_, p.ID); o.Size > p.Size && !narrows(range_.Range, k.Ephemeral) {
			return l.trial(p, o, words)
		}
	}
	return Advice{Words: words, Live: safe.Format("net.ipv4.ip_local_port_range is %s and cannot be wider", k.Ephemeral)}
}

// trial is the advice to make the change of an outcome.
func (l *look) trial(p *pool.Pool, o *pool.Outcome, words safe.Text) Advice {
	k := &l.m.SpaceWith(p.ID.NetNS).Kernel
	c, _ := o.Trial.Change(k, p.ID.NetNS)
	return Advice{
		Words:   words,
		Live:    safe.Join(safe.Say(" "), c.Setting.Name(), safe.Say("is"), safe.Sanitise(c.Old)),
		Command: c.Setting.Command(c.New), Gains: field.Effect(p, o), Risks: o.Risks(k), Change: &c,
	}
}

// try is the outcome of a change for a pool. The first call counts all pools, which
// is the expensive part.
func (l *look) try(t pool.Trial, id pool.PoolID) *pool.Outcome {
	if l.tried == nil {
		l.tried = map[pool.Trial]func(pool.PoolID) pool.Outcome{}
	}
	if l.tried[t] == nil {
		l.tried[t] = l.w.whatIf.TryAll(&l.m.Ledger, t)
	}
	o := l.tried[t](id)
	return &o
}

// narrows reports whether a range excludes ports of the present one.
func narrows(r, was model.Range) bool {
	return r.Low > was.Low || r.High < was.High
}

// programs is what the programs that hold a pool can do.
func (l *look) programs(p *pool.Pool) safe.Text {
	switch p.ID.Kind {
	case pool.FromSource:
		return adviceFromSource
	case pool.OfUDP:
		return adviceUDP
	}
	return adviceToDestination
}
