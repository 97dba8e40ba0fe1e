package field

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/safe"
	"berth/model/services"
)

// Ports are the facts of a port row.
var Ports = append([]Field[row.PortRow]{
	Rank("proto", "PROTO", "transport protocol",
		func(r row.PortRow) model.Proto { return r.ID.Proto },
		func(r row.PortRow) safe.Text { return r.ID.Proto.Safe() }).typed(asProto),
	Int("port", "PORT", "local port",
		func(r row.PortRow) uint16 { return r.ID.Port }).leastFirst().typed(asPort),
	Word("service", "SERVICE", "name that IANA or /etc/services gives the port",
		func(r row.PortRow) safe.Text { return service(r.In, r.ID.Proto, r.ID.Port) }).needs(model.NeedServices),
	Rank("class", "CLASS", "IANA class of the port; * if it is in the current ephemeral range",
		func(r row.PortRow) services.Class { return services.ClassOf(r.ID.Port) },
		func(r row.PortRow) safe.Text { return class(r.In.SpaceWith(r.ID.NetNS), r.ID.Port) }).needs(model.NeedKernel).
		known(asClass, func(r row.PortRow) any { return services.ClassOf(r.ID.Port).Name().String() }),
	Word("address", "ADDRESS", "addresses it listens on", addresses).by(byAddresses).known(asListOf(asText), addressList),
	Rank("reach", "REACH", "who can connect: loopback, link-local, private, address or public",
		func(r row.PortRow) moment.Reach { return r.Reach },
		func(r row.PortRow) safe.Text {
			if r.Reach == moment.ReachNone {
				return dash
			}
			return r.Reach.Name()
		}).greatestFirst().known(asReach, func(r row.PortRow) any { return r.Reach.Name().String() }),
	Int("conns", "CONNS", "connections of the port",
		func(r row.PortRow) int { return r.Connections }).live(),
	Int("estab", "ESTAB", "open connections",
		func(r row.PortRow) int { return r.States[model.Established] }).live(),
	Int("twait", "T-WAIT", "connections in TIME-WAIT",
		func(r row.PortRow) int { return r.States[model.TimeWait] }).live(),
	Int("cwait", "C-WAIT", "connections in CLOSE-WAIT: the application must close them",
		func(r row.PortRow) int { return r.States[model.CloseWait] }).live(),
	Rank("queue", "QUEUE", "connections waiting for accept and their limit; bytes unread for UDP",
		func(r row.PortRow) uint64 {
			if r.ID.Proto == model.UDP {
				return r.RxQueue
			}
			return uint64(r.Waiting)
		}, waiting).right().greatestFirst().live().known(asObject[Queue](), portQueue),
	owners(portHolding),
	pids(portHolding),
	names(portHolding),
	users(portHolding),
	units(portHolding),
	Rank("age", "AGE", "time since its oldest socket was first seen; > if it is older than that",
		func(r row.PortRow) int64 { return int64(r.Age) },
		func(r row.PortRow) safe.Text { return Age(r.Age, r.Whole) }).right().greatestFirst().
		known(asObject[Span](), func(r row.PortRow) any { return spanOf(r.Age, r.Whole) }),
	namespaces(func(r row.PortRow) uint32 { return r.ID.NetNS }),
}, traffic(func(r row.PortRow) moment.Traffic { return r.Traffic })...)

func portHolding(r row.PortRow) holding {
	described := r.Listening()
	if len(described) == 0 {
		described = r.Sockets
	}
	return holdingOf(r.In, &r.In.Sockets[described[0]], r.Holders)
}

func addresses(r row.PortRow) safe.Text {
	parts := make([]safe.Text, len(r.Addresses))
	for i, a := range r.Addresses {
		parts[i] = address(a)
	}
	if len(parts) == 0 {
		return dash
	}
	return safe.Join(comma, parts...)
}

func addressList(r row.PortRow) any {
	list := make([]safe.Text, len(r.Addresses))
	for i, a := range r.Addresses {
		list[i] = a.Safe()
	}
	return list
}

func byAddresses(a, b row.PortRow) int {
	for i := range min(len(a.Addresses), len(b.Addresses)) {
		if c := a.Addresses[i].Compare(b.Addresses[i]); c != 0 {
			return c
		}
	}
	return len(a.Addresses) - len(b.Addresses)
}

func waiting(r row.PortRow) safe.Text {
	switch {
	case r.ID.Proto == model.UDP:
		return safe.Number(r.RxQueue)
	case r.Reach == moment.ReachNone:
		return dash
	}
	return limited(r.Waiting, r.Backlog)
}

func portQueue(r row.PortRow) any {
	switch {
	case r.ID.Proto == model.UDP:
		return Queue{Unread: &r.RxQueue}
	case r.Reach == moment.ReachNone:
		return nil
	}
	return accepting(r.Waiting, r.Backlog)
}

// limited writes the accept queue of a listener. procfs does not have its limit.
func limited(waiting, limit uint32) safe.Text {
	if limit == 0 {
		return safe.Number(waiting)
	}
	return safe.Concat(safe.Number(waiting), slash, safe.Number(limit))
}
