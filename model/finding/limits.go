package finding

import (
	"berth/model"
	"berth/model/field"
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
	part := model.Ratio(int(v[0]), int(v[1]))
	if part < near && dropped+evicted == 0 {
		return
	}
	severity := Warning
	if part >= reached || dropped > 0 {
		severity = Critical
	}
	evidence := []Evidence{{model.Say("entries"), of(int(v[0]), int(v[1])), model.Say("nf_conntrack_count of nf_conntrack_max")}}
	for _, c := range []struct {
		figure model.Figure
		what   model.Safe
		words  string
	}{
		{model.TrackedEvicted, model.Say("entries that had to give way"), "%.1f/s early drops"},
		{model.TrackedDropped, model.Say("packets dropped"), "%.1f/s dropped"},
	} {
		if r := l.m.Rates[c.figure]; r.Known {
			evidence = append(evidence, Evidence{c.what, says(c.words, r.PerSecond), c.figure.Source()})
		}
	}
	a := Advice{
		Words: model.Say("a full table drops the packets of new connections. Raise it, or leave connections out that need no tracking (notrack)"),
		Live:  l.m.Kernel.Figures.Words(model.TrackedLimit),
	}
	c := doubled(model.SetTrackedLimit, v[1], 0, 0)
	a.set(c)
	a.Gains = model.Concat(field.Thousands(2*v[1]), model.Say(" entries instead of "), field.Thousands(v[1]), model.Say("; "),
		field.Share(model.Ratio(int(v[0]), int(2*v[1]))), model.Say(" taken instead of "), field.Share(part))
	a.Risks = []model.Safe{says("some 320 bytes of kernel memory for each entry: %d MiB more when full; raise the hash table (nf_conntrack_buckets) with it", v[1]*320>>20)}
	l.add(severity, Subject{Words: model.Say("connection tracking")}, a, evidence...)
}

// orphans finds too many connections that no process holds any more.
func orphans(l *look) {
	v, ok := l.figures(model.Orphans, model.OrphanLimit)
	if !ok || v[1] <= 0 {
		return
	}
	part := model.Ratio(int(v[0]), int(v[1]))
	if part < orphaned {
		return
	}
	severity := Warning
	if part >= near {
		severity = Critical
	}
	a := Advice{
		Words: model.Say("connections that programs have closed and that still have to send; peers that do not answer keep them. Above the limit the kernel resets them"),
		Live:  l.m.Kernel.Figures.Words(model.OrphanLimit),
	}
	c := doubled(model.SetOrphanLimit, v[1], 0, 0)
	a.set(c)
	a.Gains = model.Concat(says("%d orphans instead of %d; ", 2*v[1], v[1]), field.Share(part/2), model.Say(" taken instead of "), field.Share(part))
	a.Risks = []model.Safe{says("up to 64 KiB of memory for each: %d MiB more at worst", v[1]*64>>10)}
	l.add(severity, Subject{Words: model.Say("orphaned connections")}, a,
		Evidence{model.Say("orphans"), of(int(v[0]), int(v[1])), model.Say("sockstat TCP orphan of net.ipv4.tcp_max_orphans")}, l.aborts())
}

// memory finds TCP near the memory that it may have.
func memory(l *look) {
	v, ok := l.figures(model.MemoryPages, model.MemoryLow, model.MemoryPressure, model.MemoryHigh)
	if !ok || v[3] <= 0 {
		return
	}
	pages, pressure, high := int(v[0]), int(v[2]), int(v[3])
	if model.Ratio(pages, pressure) < near {
		return
	}
	severity := Warning
	if model.Ratio(pages, high) >= near {
		severity = Critical
	}
	a := Advice{
		Words:   model.Say("above the second figure TCP gives windows sparingly, above the third it drops. Look for connections with much unread or unconfirmed (sort Connections by queue) before you give it more"),
		Live:    says("net.ipv4.tcp_mem is %d %d %d, in pages", v[1], v[2], v[3]),
		Command: says(`sysctl -w net.ipv4.tcp_mem="%d %d %d"`, 2*v[1], 2*v[2], 2*v[3]),
		Gains: model.Concat(model.Say("twice the memory; "), field.Share(model.Ratio(pages, 2*high)), model.Say(" of the limit taken instead of "),
			field.Share(model.Ratio(pages, high))),
		Risks: []model.Safe{model.Say("memory that TCP has is missing elsewhere; it holds for the whole machine")},
	}
	if size := l.m.Kernel.Figures[model.PageSize]; size.Known {
		a.Risks = append(a.Risks, says("up to %d MiB more", v[3]*size.Value>>20))
	}
	l.add(severity, Subject{Words: model.Say("memory of TCP")}, a,
		Evidence{model.Say("pages"), of(pages, high), model.Say("sockstat TCP mem of net.ipv4.tcp_mem (high)")},
		Evidence{model.Say("pressure from"), model.Concat(field.Thousands(pressure), model.Say(" pages on under pressure")), model.Say("net.ipv4.tcp_mem (pressure)")},
		l.aborts())
}

// aborts is what the kernel reset for want of memory, or of room for orphans.
func (l *look) aborts() Evidence {
	e := Evidence{model.Say("connections reset for it"), model.Say("n/a"), model.MemoryAborts.Source()}
	if told := l.m.Kernel.Figures[model.MemoryAborts]; told.Known {
		e.Value = model.Concat(field.Thousands(told.Value), model.Say(" reset"))
	}
	if r := l.m.Rates[model.MemoryAborts]; r.Known {
		e.Value = model.Concat(e.Value, says(", %.1f/s", r.PerSecond))
	}
	return e
}
