package detail

import (
	"berth/model/field"
	"berth/model/pool"
	"berth/model/row"
	"berth/model/safe"
)

// Pool is the details of a pool: its purpose, its size, what holds its ports, and its trend.
func Pool(r row.PoolRow) []Section {
	pool := Section{Title: "Pool", Facts: append([]Fact{{"kind", safe.Concat(r.ID.Kind.Name(), safe.Say(": "), r.ID.Kind.Meaning())}},
		shown(field.Pools, r, [2]string{"destination", "dest"}, [2]string{"service", "service"}, [2]string{"source", "source"},
			[2]string{"scope", "scope"}, [2]string{"network namespace", "netns"})...)}
	ports := Section{Title: "Ports", Facts: append(poolSize(r),
		shown(field.Pools, r, [2]string{"held", "held"}, [2]string{"of that open", "estab"}, [2]string{"in TIME-WAIT", "twait"}, [2]string{"in other states", "other"})...)}
	ports.Facts = append(ports.Facts, Fact{"reusable", reusableWords(r)}, shown(field.Pools, r, [2]string{"left", "left"})[0])
	if r.Guessed > 0 {
		ports.Facts = append(ports.Facts, Fact{"inferred", safe.Concat(safe.Number(r.Guessed),
			safe.Say(" of them by the half of the range of their port: the kernel does not report which were bound first"))})
	}
	trend := Section{Title: "Trend", Facts: []Fact{{"growth", trendWords(r)}}}
	return append([]Section{pool, ports, trend}, owners(r.In.Snapshot, r.Opener)...)
}

// poolSize is the arithmetic of the size of a pool.
func poolSize(r row.PoolRow) []Fact {
	b := &r.In.Budget
	if !b.Known { // the row has ended
		return []Fact{{"size", safe.Number(r.Size)}}
	}
	whole := int(b.Range.High) - int(b.Range.Low) + 1
	return []Fact{
		{"ephemeral range", safe.Concat(b.Range.Safe(), safe.Say(", "), safe.Number(whole), safe.Say(" ports"))},
		{"less reserved", safe.Number(whole - b.Size)},
		{"less blocked", safe.Concat(safe.Number(b.Size-r.Size), safe.Say(" by listeners and by sockets that were bound first"))},
		{"size", safe.Number(r.Size)},
	}
}

// reusableWords is the effect of tcp_tw_reuse on the pool.
func reusableWords(r row.PoolRow) safe.Text {
	n, k := safe.Number(r.Reusable), &r.In.Kernel
	switch reuse := k.TWReuse; {
	case r.ID.Kind != pool.ToDestination:
		return safe.Concat(n, safe.Say(": tcp_tw_reuse works only for connect without bind"))
	case !reuse.Known:
		return safe.Say("n/a: net.ipv4.tcp_tw_reuse could not be read")
	case reuse.Value == 0:
		return safe.Concat(n, safe.Say(": net.ipv4.tcp_tw_reuse is 0"))
	case pool.Unstamped(k):
		return safe.Concat(n, safe.Say(": tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0"))
	case !pool.Reuses(k, r.ID):
		return safe.Concat(n, safe.Say(": net.ipv4.tcp_tw_reuse is 2, loopback only"))
	default:
		return safe.Concat(n, safe.Say(" in TIME-WAIT for long enough: net.ipv4.tcp_tw_reuse is "), safe.Number(reuse.Value))
	}
}

func trendWords(r row.PoolRow) safe.Text {
	t := r.Trend
	switch {
	case r.Left() == 0:
		return safe.Say("full: the next socket finds no port (EADDRNOTAVAIL)")
	case !t.Growing:
		return safe.Say("no steady growth")
	case !t.Ends:
		return safe.Concat(field.Growth(t.PerSecond), safe.Say(", levels off before the pool is full"))
	}
	return safe.Concat(field.Growth(t.PerSecond), safe.Say(", full in "), field.Left(t.Full))
}
