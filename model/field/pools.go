package field

import (
	"math"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/row"
	"berth/model/safe"
)

// Pools are the facts of a pool row.
var Pools = append([]Field[row.PoolRow]{
	Rank("kind", "KIND", "kind of the pool: connect (without bind), bind-first, or udp; ~ if some sockets were counted by their port alone",
		func(r row.PoolRow) pool.PoolKind { return r.ID.Kind },
		func(r row.PoolRow) safe.Text {
			if r.Guessed > 0 {
				return safe.Concat(r.ID.Kind.Name(), safe.Say(" ~"))
			}
			return r.ID.Kind.Name()
		}).known(asKind, func(r row.PoolRow) any { return r.ID.Kind.Name().String() }),
	Word("dest", "DESTINATION", "address and port that the connections go to; any if the pool serves all destinations",
		func(r row.PoolRow) safe.Text { return r.ID.To() }).tail().by(byDestination),
	Word("service", "SERVICE", "name that IANA or /etc/services gives the port of the destination",
		func(r row.PoolRow) safe.Text {
			if r.ID.Kind != pool.ToDestination {
				return nothing
			}
			return service(r.In, model.TCP, r.ID.Dest.Port)
		}).needs(model.NeedServices),
	Word("source", "SOURCE", "local address; any if the pool covers all addresses",
		func(r row.PoolRow) safe.Text { return r.ID.From() }).by(func(a, b row.PoolRow) int { return a.ID.Source.Compare(b.ID.Source) }),
	Rank("scope", "SCOPE", "loopback: connections of this host to itself",
		func(r row.PoolRow) int { return scopeOf(r) },
		func(r row.PoolRow) safe.Text {
			if scopeOf(r) > 0 {
				return safe.Say("loopback")
			}
			return dash
		}).greatestFirst().known(asWord("loopback"), func(r row.PoolRow) any {
		if scopeOf(r) > 0 {
			return "loopback"
		}
		return nil
	}),
	Int("held", "HELD", "ports in use",
		func(r row.PoolRow) int { return r.Held() }).live().needs(model.NeedKernel | model.NeedDrawn | model.NeedBound),
	Int("size", "OF", "size of the pool: the range minus reserved ports and ports blocked by listeners and sockets bound first",
		func(r row.PoolRow) int { return r.Size }),
	Int("left", "LEFT", "how many more sockets find a port",
		func(r row.PoolRow) int { return r.Left() }).live(),
	Rank("used", "USED", "share of the ports in use",
		func(r row.PoolRow) int { return int(1e6 * pool.Ratio(r.Held(), r.Size)) },
		func(r row.PoolRow) safe.Text { return Share(pool.Ratio(r.Held(), r.Size)) }).right().greatestFirst().live().
		known(asFraction, func(r row.PoolRow) any { return pool.Ratio(r.Held(), r.Size) }),
	Int("estab", "ESTAB", "ports of open connections",
		func(r row.PoolRow) int { return r.Use.Established }).live(),
	Int("twait", "T-WAIT", "ports in TIME-WAIT",
		func(r row.PoolRow) int { return r.Use.TimeWait }).live(),
	Int("other", "OTHER", "ports of sockets in any other state",
		func(r row.PoolRow) int { return r.Use.Other }).live(),
	Int("reuse", "REUSE", "ports in TIME-WAIT that tcp_tw_reuse lets a new connection use at once",
		func(r row.PoolRow) int { return r.Reusable }).live(),
	Rank("growth", "+/S", "growth of the ports in use, in ports a second",
		growth, func(r row.PoolRow) safe.Text {
			if grows(r) {
				return Growth(r.Trend.PerSecond)
			}
			return steady(r)
		}).right().greatestFirst().live().needs(model.NeedPast).known(asFraction, func(r row.PoolRow) any {
		if grows(r) {
			return r.Trend.PerSecond
		}
		return nil
	}),
	Rank("full", "FULL IN", "time until no port is left, if the pool grows steadily",
		untilFull, func(r row.PoolRow) safe.Text {
			switch left := untilFull(r); left {
			case 0:
				return safe.Say("full")
			case never:
				return steady(r)
			default:
				return Left(left)
			}
		}).right().live().needs(model.NeedPast).known(asFraction, func(r row.PoolRow) any {
		if left := untilFull(r); left != never {
			return left.Seconds()
		}
		return nil
	}),
	owners(poolHolding),
	pids(poolHolding),
	names(poolHolding),
	users(poolHolding),
	units(poolHolding),
	namespaces(func(r row.PoolRow) uint32 { return r.ID.NetNS }),
}, traffic(func(r row.PoolRow) moment.Traffic { return r.Traffic })...)

func poolHolding(r row.PoolRow) holding {
	return holdingOf(r.In, &r.In.Sockets[r.Sockets[0]], r.Opener)
}

// byDestination puts the pools that serve all destinations first.
func byDestination(a, b row.PoolRow) int { return a.ID.Dest.Compare(b.ID.Dest) }

func scopeOf(r row.PoolRow) int {
	if r.ID.Loopback() {
		return 1
	}
	return 0
}

// steady is the text for a pool without growth. One snapshot alone shows no growth.
func steady(r row.PoolRow) safe.Text {
	if len(r.In.History) == 1 {
		return safe.Say("n/a")
	}
	return dash
}

// growth is in thousandths of a port per second.
func growth(r row.PoolRow) int64 {
	if grows(r) {
		return int64(1000 * r.Trend.PerSecond)
	}
	return 0
}

// grows reports whether a pool grows. A full pool does not, whatever its trend was.
func grows(r row.PoolRow) bool { return r.Trend.Growing && r.Left() > 0 }

// never sorts after every time.
const never = time.Duration(math.MaxInt64)

// untilFull is 0 if the pool is full.
func untilFull(r row.PoolRow) time.Duration {
	switch {
	case r.Left() == 0:
		return 0
	case r.Trend.Growing && r.Trend.Ends:
		return max(r.Trend.Full, 1)
	}
	return never
}
