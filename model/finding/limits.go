package finding

import (
	"berth/model"
	"berth/model/field"
	"berth/model/pool"
	"berth/model/safe"
)

// Parts of a limit of the machine: a warning from near on, critical from reached on.
const (
	near    = 0.90
	reached = 0.98

	orphaned = 0.50 // the kernel halves the limit for peers that do not answer
)

// tracking finds a connection tracking table that is nearly full.
func tracking(l *look) {
	v, ok := l.figures(model.Tracked, model.TrackedLimit)
	if !ok || v[1] <= 0 { // 0: no limit
		return
	}
	dropped, evicted := l.rises(model.TrackedDropped), l.rises(model.TrackedEvicted)
	part := pool.Ratio(int(v[0]), int(v[1]))
	if part < near && dropped+evicted == 0 {
		return
	}
	severity := Warning
	if part >= reached || dropped > 0 {
		severity = Critical
	}
	evidence := []Evidence{{safe.Say("entries"), of(int(v[0]), int(v[1])), safe.Say("nf_conntrack_count of nf_conntrack_max")}}
	for _, c := range []struct {
		figure model.Figure
		what   safe.Text
		unit   safe.Text
	}{
		{model.TrackedEvicted, safe.Say("entries evicted"), safe.Say("early drops")},
		{model.TrackedDropped, safe.Say("packets dropped"), safe.Say("dropped")},
	} {
		if r := l.m.RatesAt(l.space).Figures[c.figure]; r.Known {
			evidence = append(evidence, Evidence{c.what, safe.Format("%s %s", perSecond(r.PerSecond), c.unit), c.figure.Source()})
		}
	}
	a := Advice{
		Words: adviceTracking,
		Live:  l.here().Kernel.Figures.Words(model.TrackedLimit),
	}
	c := doubled(model.SetTrackedLimit, v[1], 0, 0)
	a.set(c)
	a.Gains = gainsTracking(v[0], v[1])
	a.Risks = []safe.Text{riskTracking(v[1])}
	l.add(severity, Subject{Words: safe.Say("connection tracking")}, a, evidence...)
}

// orphans finds too many connections that no process holds.
func orphans(l *look) {
	v, ok := l.figures(model.Orphans, model.OrphanLimit)
	if !ok || v[1] <= 0 {
		return
	}
	part := pool.Ratio(int(v[0]), int(v[1]))
	if part < orphaned {
		return
	}
	severity := Warning
	if part >= near {
		severity = Critical
	}
	a := Advice{
		Words: adviceOrphans,
		Live:  l.here().Kernel.Figures.Words(model.OrphanLimit),
	}
	c := doubled(model.SetOrphanLimit, v[1], 0, 0)
	a.set(c)
	a.Gains = gainsOrphans(v[0], v[1])
	a.Risks = []safe.Text{riskOrphans(v[1])}
	l.add(severity, Subject{Words: safe.Say("orphaned connections")}, a,
		Evidence{safe.Say("orphans"), of(int(v[0]), int(v[1])), safe.Say("sockstat TCP orphan of net.ipv4.tcp_max_orphans")}, l.aborts())
}

// memory finds TCP near its memory limit.
func memory(l *look) {
	v, ok := l.figures(model.MemoryPages, model.MemoryLow, model.MemoryPressure, model.MemoryHigh)
	if !ok || v[3] <= 0 {
		return
	}
	pages, pressure, high := int(v[0]), int(v[2]), int(v[3])
	if pool.Ratio(pages, pressure) < near {
		return
	}
	severity := Warning
	if pool.Ratio(pages, high) >= near {
		severity = Critical
	}
	a := Advice{
		Words:   adviceMemory,
		Live:    safe.Format("net.ipv4.tcp_mem is %d %d %d, in pages", v[1], v[2], v[3]),
		Command: safe.Format(`sysctl -w net.ipv4.tcp_mem="%d %d %d"`, 2*v[1], 2*v[2], 2*v[3]),
		Gains:   gainsMemory(v[0], v[3]),
		Risks:   []safe.Text{riskMemory},
	}
	if size := l.here().Kernel.Figures[model.PageSize]; size.Known {
		a.Risks = append(a.Risks, safe.Format("up to %d MiB more", v[3]*size.Value>>20))
	}
	l.add(severity, Subject{Words: safe.Say("TCP memory")}, a,
		Evidence{safe.Say("pages"), of(pages, high), safe.Say("sockstat TCP mem of net.ipv4.tcp_mem (high)")},
		Evidence{safe.Say("memory pressure"), safe.Format("under pressure from %s pages", field.Thousands(pressure)), safe.Say("net.ipv4.tcp_mem (pressure)")},
		l.aborts())
}

// aborts is how many connections the kernel reset because memory or the orphan limit ran out.
func (l *look) aborts() Evidence {
	e := Evidence{safe.Say("connections reset"), safe.Say("n/a"), model.MemoryAborts.Source()}
	if reset := l.here().Kernel.Figures[model.MemoryAborts]; reset.Known {
		e.Value = safe.Format("%s reset", field.Thousands(reset.Value))
	}
	if r := l.m.RatesAt(l.space).Figures[model.MemoryAborts]; r.Known {
		e.Value = safe.Format("%s, %s", e.Value, perSecond(r.PerSecond))
	}
	return e
}
