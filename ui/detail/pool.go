package detail

import (
	"berth/model"
	"berth/model/field"
)

// Pool is what is known of a pool: what its ports are for, how many there can be, what
// holds them, and how that goes.
func Pool(r model.PoolRow) []Section {
	pool := Section{Title: "Pool", Facts: append([]Fact{{"kind", model.Concat(r.ID.Kind.Name(), model.Say(": "), r.ID.Kind.Meaning())}},
		shown(field.Pools, r, [2]string{"destination", "dest"}, [2]string{"service", "service"}, [2]string{"source", "source"},
			[2]string{"scope", "scope"}, [2]string{"network namespace", "netns"})...)}
	ports := Section{Title: "Ports", Facts: append(poolSize(r),
		shown(field.Pools, r, [2]string{"held", "held"}, [2]string{"of that open", "estab"}, [2]string{"in TIME-WAIT", "twait"}, [2]string{"in other states", "other"})...)}
	ports.Facts = append(ports.Facts, Fact{"reusable", reusableWords(r)}, shown(field.Pools, r, [2]string{"left", "left"})[0])
	if r.Guessed > 0 {
		ports.Facts = append(ports.Facts, Fact{"inferred", model.Concat(model.Number(r.Guessed),
			model.Say(" of them by the half of the range their port lies in: the kernel does not tell who was bound first"))})
	}
	trend := Section{Title: "Trend", Facts: []Fact{{"growth", trendWords(r)}}}
	return append([]Section{pool, ports, trend}, owners(r.In.Snapshot, r.Opener)...)
}

// poolSize is the arithmetic of how many ports there can be.
func poolSize(r model.PoolRow) []Fact {
	b := &r.In.Budget
	if !b.Known { // a row that has ended
		return []Fact{{"size", model.Number(r.Size)}}
	}
	whole := int(b.Range.High) - int(b.Range.Low) + 1
	return []Fact{
		{"ephemeral range", model.Concat(b.Range.Safe(), model.Say(", "), model.Number(whole), model.Say(" ports"))},
		{"less reserved", model.Number(whole - b.Size)},
		{"less blocked", model.Concat(model.Number(b.Size-r.Size), model.Say(" by listeners and by sockets that were bound first"))},
		{"size", model.Number(r.Size)},
	}
}

// reusableWords says what tcp_tw_reuse does for the pool.
func reusableWords(r model.PoolRow) model.Safe {
	n, k := model.Number(r.Reusable), &r.In.Kernel
	switch reuse := k.TWReuse; {
	case r.ID.Kind != model.ToDestination:
		return model.Concat(n, model.Say(": tcp_tw_reuse is for connect without bind alone"))
	case !reuse.Known:
		return model.Say("n/a: net.ipv4.tcp_tw_reuse could not be read")
	case reuse.Value == 0:
		return model.Concat(n, model.Say(": net.ipv4.tcp_tw_reuse is 0"))
	case k.Unstamped():
		return model.Concat(n, model.Say(": tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0"))
	case !k.Reuses(r.ID):
		return model.Concat(n, model.Say(": net.ipv4.tcp_tw_reuse is 2, loopback alone"))
	default:
		return model.Concat(n, model.Say(" in TIME-WAIT for long enough: net.ipv4.tcp_tw_reuse is "), model.Number(reuse.Value))
	}
}

func trendWords(r model.PoolRow) model.Safe {
	t := r.Trend
	switch {
	case r.Left() == 0:
		return model.Say("full: the next socket finds no port (EADDRNOTAVAIL)")
	case !t.Growing:
		return model.Say("none that is steady")
	case !t.Ends:
		return model.Concat(field.Growth(t.PerSecond), model.Say(", levels off before the pool is full"))
	}
	return model.Concat(field.Growth(t.PerSecond), model.Say(", full in "), field.Left(t.Full))
}
