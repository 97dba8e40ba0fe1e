package field

import (
	"slices"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/safe"
)

// Sockets are all facts of a socket that commands can print; Budgets are those of a pool.
var (
	Sockets = slices.Concat(Conns, Members)
	Budgets = slices.Concat(Pools, poolMembers)
)

// Members are facts of a socket for commands and JSON only; the dashboard has no
// columns for them.
var Members = []Field[moment.Conn]{
	Word("family", "FAMILY", "address family of the socket; an IPv6 socket may carry IPv4",
		func(c moment.Conn) safe.Text {
			if c.Socket().Traits&model.InetSix != 0 {
				return safe.Say("ipv6")
			}
			return safe.Say("ipv4")
		}).typed(asWord("ipv4", "ipv6")),
	yesOrNo("v6only", "V6ONLY", "IPV6_V6ONLY is set: a listener on [::] takes no IPv4", func(c moment.Conn) (is, known bool) {
		return c.Socket().Traits&model.V6Only != 0, c.Socket().Traits&model.V6OnlyKnown != 0
	}),
	yesOrNo("ephemeral", "EPHEM", "the local port is in the ephemeral range", func(c moment.Conn) (is, known bool) {
		k := &c.Space().Kernel
		return k.Draws(c.Socket().Local.Port), k.Ephemeral.Known
	}).needs(model.NeedKernel),
	Int("cookie", "COOKIE", "the kernel's unique number of the socket",
		cookie).leastFirst().known(asWhole(1), unless(0, cookie)),
	Int("cgroup", "CGROUP", "inode of its directory in the cgroup v2 tree",
		cgroup).leastFirst().known(asWhole(1), unless(0, cgroup)),
	counted("received", "RECEIVED", "bytes of data received since the connection began", func(f *model.Flow) uint64 { return f.Received }),
	counted("sent", "SENT", "bytes of data sent and acknowledged since the connection began", func(f *model.Flow) uint64 { return f.Sent }),
	counted("rttvar", "RTTVAR", "mean deviation of the round-trip time in microseconds", func(f *model.Flow) uint64 { return uint64(f.Vary) }),
	Word("owners", "OWNERS", "processes that hold it, each with all known details",
		func(c moment.Conn) safe.Text { return connHolding(c).name() }).
		needs(model.NeedOwners|model.NeedUnits|model.NeedCommands).known(asListOf(asObject[Owner]()), ownerList),
}

// poolMembers are facts of a pool for commands and JSON only.
var poolMembers = []Field[row.PoolRow]{
	Int("guessed", "GUESSED", "sockets counted as bound first because of their port alone",
		func(r row.PoolRow) int { return r.Guessed }),
	Word("opener", "OPENER", "process that holds most of its sockets, with all known details",
		func(r row.PoolRow) safe.Text { return poolHolding(r).name() }).
		needs(model.NeedOwners|model.NeedUnits|model.NeedCommands).known(asObject[Owner](), func(r row.PoolRow) any {
		if p := poolHolding(r).first(); p != nil {
			return OwnerOf(p)
		}
		return nil
	}),
}

func cookie(c moment.Conn) uint64 { return c.Socket().Cookie }

func cgroup(c moment.Conn) uint64 { return c.Socket().Cgroup }

// yesOrNo declares a boolean that may be unknown.
func yesOrNo(name, title, help string, get func(moment.Conn) (is, known bool)) Field[moment.Conn] {
	return Word(name, title, help, func(c moment.Conn) safe.Text {
		switch is, known := get(c); {
		case !known:
			return dash
		case is:
			return safe.Say("yes")
		}
		return safe.Say("no")
	}).known(asFlag, func(c moment.Conn) any {
		if is, known := get(c); known {
			return is
		}
		return nil
	})
}

// counted declares a counter that the kernel keeps for a TCP connection.
func counted(name, title, help string, of func(*model.Flow) uint64) Field[moment.Conn] {
	get := func(c moment.Conn) uint64 {
		if f := flowOf(c); f != nil {
			return of(f)
		}
		return 0
	}
	return Int(name, title, help, get).needs(model.NeedFlows).known(asWhole(0), func(c moment.Conn) any {
		if f := flowOf(c); f != nil {
			return of(f)
		}
		return nil
	})
}

// flowOf is nil if the kernel reported no traffic of the connection.
func flowOf(c moment.Conn) *model.Flow {
	if len(c.In.Flows) == 0 || !c.In.Flows[c.At].Known || c.Socket().Listening() {
		return nil
	}
	return &c.In.Flows[c.At]
}

func ownerList(c moment.Conn) any {
	owners := []Owner{}
	for _, i := range c.In.Owners(c.Socket()) {
		owners = append(owners, OwnerOf(&c.In.Processes[i]))
	}
	return owners
}
