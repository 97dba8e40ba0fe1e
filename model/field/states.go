package field

import (
	"cmp"

	"berth/model"
	"berth/model/row"
	"berth/model/safe"
)

// States are the facts of a state row.
var States = []Field[row.StateRow]{
	Word("state", "STATE", "state of the sockets",
		func(r row.StateRow) safe.Text { return r.Name() }).by(byState).
		known(asState, func(r row.StateRow) any { return r.State.FilterOn(r.Proto) }),
	Rank("proto", "PROTO", "transport protocol",
		func(r row.StateRow) model.Proto { return r.Proto },
		func(r row.StateRow) safe.Text { return r.Proto.Safe() }).typed(asProto),
	Int("count", "COUNT", "sockets in the state",
		func(r row.StateRow) int { return len(r.Sockets) }).live(),
	Rank("share", "SHARE", "share of all sockets shown",
		func(r row.StateRow) int { return len(r.Sockets) },
		func(r row.StateRow) safe.Text { return Share(r.Share) }).right().greatestFirst().live().
		known(asFraction.most(1), func(r row.StateRow) any { return r.Share }),
	Int("v4", "IPV4", "sockets that speak IPv4",
		func(r row.StateRow) int { return r.Four }).live(),
	Int("v6", "IPV6", "sockets that speak IPv6",
		func(r row.StateRow) int { return r.Six }).live(),
	Rank("process", "BUSIEST", "process that holds most of them, and how many",
		func(r row.StateRow) int { return r.Most },
		func(r row.StateRow) safe.Text {
			name := holding{in: r.In, who: r.Busiest}.name()
			return safe.Concat(name, safe.Say(" "), safe.Number(r.Most))
		}).needs(model.NeedOwners).greatestFirst().live().known(asObject[Busiest](), func(r row.StateRow) any {
		h := holding{in: r.In, who: r.Busiest}
		return Busiest{h.pid(), h.name(), r.Most}
	}),
	Word("meaning", "MEANING", "what the state means and who must act",
		func(r row.StateRow) safe.Text { return r.State.MeaningOn(r.Proto) }),
}

// byState is the default order of the rows: by protocol, then by the kernel's number.
func byState(a, b row.StateRow) int {
	return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.State, b.State))
}
