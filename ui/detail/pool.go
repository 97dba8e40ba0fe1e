package detail

import (
	"berth/model/field"
	"berth/model/row"
	"berth/model/safe"
)

// Pool is the details of a pool: its purpose, its size, what holds its ports, and its trend.
func Pool(r row.PoolRow) []Section {
	pool := Section{Title: "Pool", Facts: append([]Fact{{"kind", safe.Format("%s: %s", r.ID.Kind.Name(), r.ID.Kind.Meaning())}},
		shown(field.Pools, r, [2]string{"destination", "dest"}, [2]string{"service", "service"}, [2]string{"source", "source"},
			[2]string{"scope", "scope"}, [2]string{"network namespace", "netns"})...)}
	ports := Section{Title: "Ports", Facts: append(poolSize(r),
		shown(field.Pools, r, [2]string{"held", "held"}, [2]string{"of that open", "estab"}, [2]string{"in TIME-WAIT", "twait"}, [2]string{"in other states", "other"})...)}
	ports.Facts = append(ports.Facts, Fact{"reusable", reusableWords(r)}, shown(field.Pools, r, [2]string{"left", "left"})[0])
	if r.Guessed > 0 {
		ports.Facts = append(ports.Facts, Fact{"inferred", safe.Format(
			"%d of them by the half of the range of their port: the kernel does not report which were bound first", r.Guessed)})
	}
	trend := Section{Title: "Trend", Facts: []Fact{{"growth", trendWords(r)}}}
	return append([]Section{pool, ports, trend}, owners(r.In.Snapshot, r.Opener)...)
}

// poolSize is the arithmetic of the size of a pool.
func poolSize(r row.PoolRow) []Fact {
	b := r.In.BudgetWith(r.ID.NetNS)
	if !b.Known { // the row has ended
		return []Fact{{"size", safe.Number(r.Size)}}
	}
	whole := int(b.Range.High) - int(b.Range.Low) + 1
	return []Fact{
		{"ephemeral range", safe.Format("%s, %d ports", b.Range.Safe(), whole)},
		{"less reserved", safe.Number(whole - b.Size)},
		{"less blocked", safe.Format("%d by listeners and by sockets that were bound first", b.Size-r.Size)},
		{"size", safe.Number(r.Size)},
	}
}
