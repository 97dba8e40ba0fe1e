package field

import (
	"math"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/model/services"
)

// Conns are the facts of one socket. They are also terms of the filter language.
var Conns = append([]Field[moment.Conn]{
	Rank("proto", "PROTO", "transport protocol",
		func(c moment.Conn) model.Proto { return c.Socket().Proto },
		func(c moment.Conn) safe.Text { return c.Socket().Proto.Safe() }).filter(protoTerm).typed(asProto),
	Rank("state", "STATE", "state of the socket",
		func(c moment.Conn) model.State { return c.Socket().State.Base() },
		func(c moment.Conn) safe.Text { return c.Socket().State.NameOn(c.Socket().Proto) }).filter(stateTerm).asks(stateAsks).
		known(asState, func(c moment.Conn) any { return c.Socket().State.FilterOn(c.Socket().Proto) }),
	local("local", "LOCAL", "local address and port").filter(localHost).
		known(asObject[Endpoint](), func(c moment.Conn) any { return EndpointOf(c.Socket().Local) }),
	remote("remote", "REMOTE", "remote address and port").filter(remoteHost).
		known(asObject[Endpoint](), func(c moment.Conn) any {
			if c.Socket().Remote.Port == 0 { // it has no peer
				return nil
			}
			return EndpointOf(c.Socket().Remote)
		}).shownIfUnknown(),
	Int("sport", "SPORT", "local port",
		func(c moment.Conn) uint16 { return c.Socket().Local.Port }).leastFirst().filter(localPort).typed(asPort).within("local"),
	Int("dport", "DPORT", "remote port",
		func(c moment.Conn) uint16 { return c.Socket().Remote.Port }).leastFirst().filter(remotePort).typed(asPort).within("remote"),
	Rank("dir", "DIR", "in: a listener here accepted it; out: this host opened it; none: not connected; ? not known",
		func(c moment.Conn) moment.Role { return c.Role() },
		func(c moment.Conn) safe.Text { return c.Role().Name() }).needs(model.NeedKernel).filter(roleTerm).
		known(asRole, func(c moment.Conn) any { return c.Role().Filter() }),
	Word("service", "SERVICE", "service that the connection is for", served).needs(model.NeedKernel | model.NeedServices).filter(word(served)),
	Word("lservice", "LSERVICE", "service of the local port",
		func(c moment.Conn) safe.Text { return service(c.In, c.Socket().Proto, c.Socket().Local.Port) }).needs(model.NeedServices),
	Word("rservice", "RSERVICE", "service of the remote port",
		func(c moment.Conn) safe.Text { return service(c.In, c.Socket().Proto, c.Socket().Remote.Port) }).needs(model.NeedServices),
	owners(connHolding).filter(ownerTerm),
	names(connHolding).filter(nameTerm).within("owners"),
	pids(connHolding).filter(pidTerm).within("owners"),
	users(connHolding).filter(userTerm),
	units(connHolding).filter(unitTerm).within("owners"),
	Rank("queue", "QUEUE", "bytes unread / bytes unacknowledged; for a listener connections waiting / limit", queued,
		func(c moment.Conn) safe.Text {
			s := c.Socket()
			if s.State == model.Listen {
				return limited(s.RxQueue, s.TxQueue)
			}
			return safe.Concat(safe.Number(s.RxQueue), slash, safe.Number(s.TxQueue))
		}).right().greatestFirst().filter(number("a number of bytes", math.MaxInt64, queued)).live().
		known(asObject[Queue](), func(c moment.Conn) any { return QueueOf(c.Socket()) }),
	Int("rxq", "RX-Q", "bytes received that the process has not read; for a listener connections waiting",
		unread).filter(number("a number of bytes", math.MaxUint32, unread)).live().within("queue"),
	Int("txq", "TX-Q", "bytes sent that the peer has not acknowledged",
		unconfirmed).filter(number("a number of bytes", math.MaxUint32, unconfirmed)).live().within("queue"),
	Int("drops", "DROPS", "datagrams dropped since the socket was made (UDP)",
		drops).filter(number("a number of datagrams", math.MaxUint32, drops)).live().
		known(asWhole(0), func(c moment.Conn) any {
			if s := c.Socket(); s.Proto == model.UDP || s.Drops > 0 {
				return s.Drops
			}
			return nil
		}).shownIfUnknown(),
	Rank("age", "AGE", "time since it was first seen; > if it is older than that",
		func(c moment.Conn) int64 { age, _ := c.In.Age(c.At); return int64(age) },
		func(c moment.Conn) safe.Text { return Age(c.In.Age(c.At)) }).right().greatestFirst().filter(ageTerm).
		known(asObject[Span](), func(c moment.Conn) any { return spanOf(c.In.Age(c.At)) }),
	Rank("reach", "REACH", "who can connect to its listener",
		func(c moment.Conn) moment.Reach { return c.Reach() },
		func(c moment.Conn) safe.Text {
			if c.Reach() == moment.ReachNone {
				return dash
			}
			return c.Reach().Name()
		}).greatestFirst().filter(reachTerm).known(asReach, func(c moment.Conn) any { return c.Reach().Name().String() }),
	Rank("class", "CLASS", "IANA class of the local port; * if it is in the current ephemeral range",
		func(c moment.Conn) services.Class { return services.ClassOf(c.Socket().Local.Port) },
		func(c moment.Conn) safe.Text { return class(c.Space(), c.Socket().Local.Port) }).needs(model.NeedKernel).filter(classTerm).
		known(asClass, func(c moment.Conn) any { return services.ClassOf(c.Socket().Local.Port).Name().String() }),
	Int("uid", "UID", "user id of the socket's creator; the kernel reports 0 for TIME-WAIT",
		creator).leastFirst().filter(number("a user id", math.MaxUint32, creator)),
	Int("inode", "INODE", "inode of the socket; - if it has no file any more",
		inode).leastFirst().filter(number("an inode", math.MaxInt64, inode)).
		shown(func(c moment.Conn) safe.Text {
			if c.Socket().Inode == 0 {
				return dash
			}
			return safe.Number(c.Socket().Inode)
		}).known(asWhole(1), unless(0, inode)),
	namespaces(netns).filter(number("the inode of a namespace", math.MaxUint32, netns)),
	Word("dev", "DEV", "interface that the socket is bound to",
		device).needs(model.NeedDevices).filter(deviceTerm),
	Rank("dual", "DUAL", "4in6: an IPv6 socket that carries IPv4",
		func(c moment.Conn) model.Traits { return c.Socket().Traits & model.MappedFour },
		func(c moment.Conn) safe.Text {
			if c.Socket().Traits&model.MappedFour != 0 {
				return safe.Say("4in6")
			}
			return nothing
		}).greatestFirst().filter(dualTerm).known(asFlag, func(c moment.Conn) any { return c.Socket().Traits&model.MappedFour != 0 }),
	commands(connHolding).filter(commandTerm).within("owners"),
}, traffic(moment.Conn.Traffic)...)

func unread(c moment.Conn) uint32 { return c.Socket().RxQueue }

func unconfirmed(c moment.Conn) uint32 {
	if c.Socket().State == model.Listen { // TxQueue is the limit of the accept queue
		return 0
	}
	return c.Socket().TxQueue
}

func drops(c moment.Conn) uint32 { return c.Socket().Drops }

func creator(c moment.Conn) uint32 { return c.Socket().UID }

func inode(c moment.Conn) uint64 { return c.Socket().Inode }

func netns(c moment.Conn) uint32 { return c.Socket().NetNS }

func localText(c moment.Conn) safe.Text { return c.Socket().Local.Safe() }

func remoteText(c moment.Conn) safe.Text { return c.Socket().Remote.Safe() }

func connHolding(c moment.Conn) holding {
	return holdingOf(c.In, c.Socket(), c.In.HoldersOf(c.Socket()))
}

func queued(c moment.Conn) uint64 {
	s := c.Socket()
	if s.State == model.Listen { // TxQueue is the limit of the accept queue
		return uint64(s.RxQueue)
	}
	return uint64(s.RxQueue) + uint64(s.TxQueue)
}

// served is the service that a connection is for: the service of the server's port. If
// it is unknown which end is the server, the name of the local port comes first.
func served(c moment.Conn) safe.Text {
	s, role := c.Socket(), c.Role()
	if role == moment.RoleClient {
		return service(c.In, s.Proto, s.Remote.Port)
	}
	local := service(c.In, s.Proto, s.Local.Port)
	if local.Empty() && role == moment.RoleUnknown {
		return service(c.In, s.Proto, s.Remote.Port)
	}
	return local
}
