package finding

import (
	"berth/model"
	"berth/model/field"
)

// ease is what helps a pool of ports: to take ports in TIME-WAIT again, where those
// are most of it, else the widest range; and what programs can do.
func (l *look) ease(at int) Advice {
	p := &l.m.Pools.List[at]
	words := l.programs(p)
	reuse, range_ := model.Trial{Reuse: true}, model.Trial{Range: l.m.Kernel.Widest()}
	switch {
	case l.m.Kernel.TWReuse.Known && len(reuse.Vain(&l.m.Ledger, p)) == 0 && 2*(p.Use.TimeWait-p.Reusable) > p.Stuck():
		o := model.Outcome{Pool: *p, Trial: reuse}
		o.Reusable = p.Use.TimeWait
		o.Trend = p.Trend.Staying(o.Left())
		return l.trial(p, &o, words)
	case range_.Range.Known && l.wider(range_.Range, p) > 0:
		k := l.m.Kernel
		k.Ephemeral = range_.Range
		o := model.Outcome{Pool: *p, Trial: range_, Inside: l.m.Inside(&k, p.ID.NetNS)}
		o.Size = p.Size + l.wider(range_.Range, p)
		o.Trend = p.Trend.With(o.Left())
		return l.trial(p, &o, words)
	}
	return Advice{Words: words, Live: model.Concat(model.Say("net.ipv4.ip_local_port_range is "), l.m.Budget.Range.Safe(), model.Say(", as wide as it gets"))}
}

// trial is the advice to set what is tried.
func (l *look) trial(p *model.Pool, o *model.Outcome, words model.Safe) Advice {
	c, _ := o.Trial.Change(&l.m.Kernel, p.ID.NetNS)
	return Advice{
		Words:   words,
		Live:    model.Join(model.Say(" "), c.Setting.Name(), model.Say("is"), model.Sanitise(c.Old)),
		Command: c.Setting.Command(c.New), Gains: field.Effect(p, o), Risks: o.Risks(&l.m.Kernel), Change: &c,
	}
}

// wider is how many ports more a pool has with another range: those of it that are
// not in the present one, not reserved, and not listened on.
func (l *look) wider(r model.Range, p *model.Pool) int {
	was := l.m.Budget.Range
	if r.Low > was.Low || r.High < was.High {
		return 0 // it would leave ports out
	}
	more := int(r.High) - int(r.Low) - (int(was.High) - int(was.Low))
	outside := func(port int) bool { return port < int(was.Low) || port > int(was.High) }
	if l.m.Kernel.ReservedOK {
		for _, res := range l.m.Kernel.Reserved {
			for port := max(int(res.Low), int(r.Low)); port <= min(int(res.High), int(r.High)); port++ {
				if outside(port) {
					more--
				}
			}
		}
	}
	last := model.PortID{}
	for _, i := range l.m.Index.Listeners() {
		s := &l.m.Sockets[i]
		id := s.PortID()
		if id != last && id.NetNS == p.ID.NetNS && id.Proto == p.ID.Proto() && r.Has(id.Port) && outside(int(id.Port)) &&
			!(l.m.Kernel.ReservedOK && l.m.Kernel.Reserved.Has(id.Port)) {
			more--
		}
		last = id
	}
	return more
}

// programs is what the programs that hold a pool can do.
func (l *look) programs(p *model.Pool) model.Safe {
	switch p.ID.Kind {
	case model.FromSource:
		return model.Say("lasting: let the programs connect without bind, or set IP_BIND_ADDRESS_NO_PORT before they bind: each destination has a pool of its own then")
	case model.OfUDP:
		return model.Say("lasting: let the programs use one socket for several queries, and close those they are done with")
	}
	return model.Say("lasting: let the programs keep connections open and use them again (connection pooling), or go out from more source addresses")
}
