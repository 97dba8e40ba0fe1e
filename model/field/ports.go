package field

import "berth/model"

// Ports are the facts of a port row.
var Ports = append([]Field[model.PortRow]{
	Rank("proto", "PROTO", "transport protocol",
		func(r model.PortRow) model.Proto { return r.ID.Proto },
		func(r model.PortRow) model.Safe { return r.ID.Proto.Safe() }).typed(asProto),
	Int("port", "PORT", "local port",
		func(r model.PortRow) uint16 { return r.ID.Port }).leastFirst().typed(asPort),
	Word("service", "SERVICE", "name that IANA or /etc/services gives the port",
		func(r model.PortRow) model.Safe { return service(r.In, r.ID.Proto, r.ID.Port) }).needs(model.NeedServices),
	Rank("class", "CLASS", "IANA class of the port; * where clients draw it, in the live ephemeral range",
		func(r model.PortRow) model.Class { return model.ClassOf(r.ID.Port) },
		func(r model.PortRow) model.Safe { return class(r.In, r.ID.Port) }).needs(model.NeedKernel).
		told(asClass, func(r model.PortRow) any { return model.ClassOf(r.ID.Port).Name().String() }),
	Word("address", "ADDRESS", "addresses that are listened on", addresses).by(byAddresses).told(asListOf(asText), addressList),
	Rank("reach", "REACH", "who can connect: loopback, link-local, private, address or public",
		func(r model.PortRow) model.Reach { return r.Reach },
		func(r model.PortRow) model.Safe {
			if r.Reach == model.ReachNone {
				return dash
			}
			return r.Reach.Name()
		}).greatestFirst().told(asReach, func(r model.PortRow) any { return r.Reach.Name().String() }),
	Int("conns", "CONNS", "connections of the port",
		func(r model.PortRow) int { return r.Connections }).live(),
	Int("estab", "ESTAB", "open connections",
		func(r model.PortRow) int { return r.States[model.Established] }).live(),
	Int("twait", "T-WAIT", "connections in TIME-WAIT",
		func(r model.PortRow) int { return r.States[model.TimeWait] }).live(),
	Int("cwait", "C-WAIT", "connections in CLOSE-WAIT: the application must close them",
		func(r model.PortRow) int { return r.States[model.CloseWait] }).live(),
	Rank("queue", "QUEUE", "connections waiting for accept and their limit; bytes unread for UDP",
		func(r model.PortRow) uint64 {
			if r.ID.Proto == model.UDP {
				return r.RxQueue
			}
			return uint64(r.Waiting)
		}, waiting).right().greatestFirst().live().told(asObject[Queue](), portQueue),
	owners(portHolding),
	pids(portHolding),
	names(portHolding),
	users(portHolding),
	units(portHolding),
	Rank("age", "AGE", "time since its oldest socket was first seen; > where it is older than that",
		func(r model.PortRow) int64 { return int64(r.Age) },
		func(r model.PortRow) model.Safe { return Age(r.Age, r.Whole) }).right().greatestFirst().
		told(asObject[Span](), func(r model.PortRow) any { return spanOf(r.Age, r.Whole) }),
	namespaces(func(r model.PortRow) uint32 { return r.ID.NetNS }),
}, traffic(func(r model.PortRow) model.Traffic { return r.Traffic })...)

func portHolding(r model.PortRow) holding {
	described := r.Listening()
	if len(described) == 0 {
		described = r.Sockets
	}
	return holdingOf(r.In, &r.In.Sockets[described[0]], r.Holders)
}

func addresses(r model.PortRow) model.Safe {
	parts := make([]model.Safe, len(r.Addresses))
	for i, a := range r.Addresses {
		parts[i] = address(a)
	}
	if len(parts) == 0 {
		return dash
	}
	return model.Join(comma, parts...)
}

func addressList(r model.PortRow) any {
	list := make([]model.Safe, len(r.Addresses))
	for i, a := range r.Addresses {
		list[i] = a.Safe()
	}
	return list
}

func byAddresses(a, b model.PortRow) int {
	for i := range min(len(a.Addresses), len(b.Addresses)) {
		if c := a.Addresses[i].Compare(b.Addresses[i]); c != 0 {
			return c
		}
	}
	return len(a.Addresses) - len(b.Addresses)
}

func waiting(r model.PortRow) model.Safe {
	switch {
	case r.ID.Proto == model.UDP:
		return model.Number(r.RxQueue)
	case r.Reach == model.ReachNone:
		return dash
	}
	return limited(r.Waiting, r.Backlog)
}

func portQueue(r model.PortRow) any {
	switch {
	case r.ID.Proto == model.UDP:
		return Queue{Unread: &r.RxQueue}
	case r.Reach == model.ReachNone:
		return nil
	}
	return accepting(r.Waiting, r.Backlog)
}

// limited writes the accept queue of a listener; procfs does not tell its limit.
func limited(waiting, limit uint32) model.Safe {
	if limit == 0 {
		return model.Number(waiting)
	}
	return model.Concat(model.Number(waiting), slash, model.Number(limit))
}
