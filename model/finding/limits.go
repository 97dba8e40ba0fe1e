package finding

import (
	"berth/model"
	"berth/model/field"
	"berth/model/pool"
	"berth/model/safe"
)

// How near a limit of the machine is: a warning from here on, and critical.
const (
	near    = 0.90
	reached = 0.98

	orphaned = 0.50 // the kernel cuts the limit by half for peers that do not answer
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
		words  string
	}{
		{model.TrackedEvicted, safe.Say("entries that had to give way"), "%.1f/s early drops"},
		{model.TrackedDropped, safe.Say("packets dropped"), "%.1f/s dropped"},
	} {
		if r := l.m.RatesAt(l.space).Figures[c.figure]; r.Known {
			evidence = append(evidence, Evidence{c.what, says(c.words, r.PerSecond), c.figure.Source()})
		}
	}
	a := Advice{
		Words: safe.Say("a full table drops the packets of new connections. Raise it, or leave connections out that need no tracking (notrack)"),
		Live:  l.here().Kernel.Figures.Words(model.TrackedLimit),
	}
	c := doubled(model.SetTrackedLimit, v[1], 0, 0)
	a.set(c)
	a.Gains = safe.Concat(field.Thousands(2*v[1]), safe.Say(" entries instead of "), field.Thousands(v[1]), safe.Say("; "),
		field.Share(pool.Ratio(int(v[0]), int(2*v[1]))), safe.Say(" taken instead of "), field.Share(part))
	a.Risks = []safe.Text{says("some 320 bytes of kernel memory for each entry: %d MiB more when full; raise the hash table (nf_conntrack_buckets) with it", v[1]*320>>20)}
	l.add(severity, Subject{Words: safe.Say("connection tracking")}, a, evidence...)
}

// orphans finds too many connections that no process holds any more.
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
		Words: safe.Say("connections that programs have closed and that still have to send; peers that do not answer keep them. Above the limit the kernel resets them"),
		Live:  l.here().Kernel.Figures.Words(model.OrphanLimit),
	}
	c := doubled(model.SetOrphanLimit, v[1], 0, 0)
	a.set(c)
	a.Gains = safe.Concat(says("%d orphans instead of %d; ", 2*v[1], v[1]), field.Share(part/2), safe.Say(" taken instead of "), field.Share(part))
	a.Risks = []safe.Text{says("up to 64 KiB of memory for each: %d MiB more at worst", v[1]*64>>10)}
	l.add(severity, Subject{Words: safe.Say("orphaned connections")}, a,
		Evidence{safe.Say("orphans"), of(int(v[0]), int(v[1])), safe.Say("sockstat TCP orphan of net.ipv4.tcp_max_orphans")}, l.aborts())
}

// memory finds TCP near the memory that it may have.
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
		Words:   safe.Say("above the second figure TCP gives windows sparingly, above the third it drops. Look for connections with much unread or unconfirmed (sort Connections by queue) before you give it more"),
		Live:    says("net.ipv4.tcp_mem is %d %d %d, in pages", v[1], v[2], v[3]),
		Command: says(`sysctl -w net.ipv4.tcp_mem="%d %d %d"`, 2*v[1], 2*v[2], 2*v[3]),
		Gains: safe.Concat(safe.Say("twice the memory; "), field.Share(pool.Ratio(pages, 2*high)), safe.Say(" of the limit taken instead of "),
			field.Share(pool.Ratio(pages, high))),
		Risks: []safe.Text{safe.Say("memory that TCP has is missing elsewhere; it holds for the whole machine")},
	}
	if size := l.here().Kernel.Figures[model.PageSize]; size.Known {
		a.Risks = append(a.Risks, says("up to %d MiB more", v[3]*size.Value>>20))
	}
	l.add(severity, Subject{Words: safe.Say("memory of TCP")}, a,
		Evidence{safe.Say("pages"), of(pages, high), safe.Say("sockstat TCP mem of net.ipv4.tcp_mem (high)")},
		Evidence{safe.Say("pressure from"), safe.Concat(field.Thousands(pressure), safe.Say(" pages on under pressure")), safe.Say("net.ipv4.tcp_mem (pressure)")},
		l.aborts())
}

// aborts is what the kernel reset for want of memory, or of room for orphans.
func (l *look) aborts() Evidence {
	e := Evidence{safe.Say("connections reset for it"), safe.Say("n/a"), model.MemoryAborts.Source()}
	if told := l.here().Kernel.Figures[model.MemoryAborts]; told.Known {
		e.Value = safe.Concat(field.Thousands(told.Value), safe.Say(" reset"))
	}
	if r := l.m.RatesAt(l.space).Figures[model.MemoryAborts]; r.Known {
		e.Value = safe.Concat(e.Value, says(", %.1f/s", r.PerSecond))
	}
	return e
}
