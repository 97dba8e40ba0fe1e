package field

import (
	"math"
	"time"

	"berth/model"
)

// Pools are the facts of a pool row.
var Pools = append([]Field[model.PoolRow]{
	Rank("kind", "KIND", "what the ports are a budget for: connect (without bind), bind-first, or udp; ~ where some are told by their ports alone",
		func(r model.PoolRow) model.PoolKind { return r.ID.Kind },
		func(r model.PoolRow) model.Safe {
			if r.Guessed > 0 {
				return model.Concat(r.ID.Kind.Name(), model.Say(" ~"))
			}
			return r.ID.Kind.Name()
		}).told(asKind, func(r model.PoolRow) any { return r.ID.Kind.Name().String() }),
	Word("dest", "DESTINATION", "address and port that the connections go to; any where the pool serves all destinations",
		func(r model.PoolRow) model.Safe { return r.ID.To() }).tail().by(byDestination),
	Word("service", "SERVICE", "name that IANA or /etc/services gives the port of the destination",
		func(r model.PoolRow) model.Safe {
			if r.ID.Kind != model.ToDestination {
				return nothing
			}
			return service(r.In, model.TCP, r.ID.Dest.Port)
		}).needs(model.NeedServices),
	Word("source", "SOURCE", "local address; any where the ports are of all addresses",
		func(r model.PoolRow) model.Safe { return r.ID.From() }).by(func(a, b model.PoolRow) int { return a.ID.Source.Compare(b.ID.Source) }),
	Rank("scope", "SCOPE", "loopback: talk of this host with itself",
		func(r model.PoolRow) int { return scopeOf(r) },
		func(r model.PoolRow) model.Safe {
			if scopeOf(r) > 0 {
				return model.Say("loopback")
			}
			return dash
		}).greatestFirst().told(asWord("loopback"), func(r model.PoolRow) any {
		if scopeOf(r) > 0 {
			return "loopback"
		}
		return nil
	}),
	Int("held", "HELD", "ports in use",
		func(r model.PoolRow) int { return r.Held() }).live().needs(model.NeedKernel | model.NeedDrawn | model.NeedBound),
	Int("size", "OF", "ports that there can be: the range less what is reserved, and what listeners and sockets bound first block",
		func(r model.PoolRow) int { return r.Size }),
	Int("left", "LEFT", "sockets more that find a port",
		func(r model.PoolRow) int { return r.Left() }).live(),
	Rank("used", "USED", "part of the ports that is in use",
		func(r model.PoolRow) int { return int(1e6 * model.Ratio(r.Held(), r.Size)) },
		func(r model.PoolRow) model.Safe { return Share(model.Ratio(r.Held(), r.Size)) }).right().greatestFirst().live().
		told(asFraction, func(r model.PoolRow) any { return model.Ratio(r.Held(), r.Size) }),
	Int("estab", "ESTAB", "ports of open connections",
		func(r model.PoolRow) int { return r.Use.Established }).live(),
	Int("twait", "T-WAIT", "ports in TIME-WAIT",
		func(r model.PoolRow) int { return r.Use.TimeWait }).live(),
	Int("other", "OTHER", "ports of sockets in any other state",
		func(r model.PoolRow) int { return r.Use.Other }).live(),
	Int("reuse", "REUSE", "ports in TIME-WAIT that tcp_tw_reuse gives to a new connection at once",
		func(r model.PoolRow) int { return r.Reusable }).live(),
	Rank("growth", "+/S", "ports a second that are taken more than given back",
		growth, func(r model.PoolRow) model.Safe {
			if grows(r) {
				return Growth(r.Trend.PerSecond)
			}
			return steady(r)
		}).right().greatestFirst().live().needs(model.NeedPast).told(asFraction, func(r model.PoolRow) any {
		if grows(r) {
			return r.Trend.PerSecond
		}
		return nil
	}),
	Rank("full", "FULL IN", "time until no port is left, where the pool grows steadily",
		untilFull, func(r model.PoolRow) model.Safe {
			switch left := untilFull(r); left {
			case 0:
				return model.Say("full")
			case never:
				return steady(r)
			default:
				return Left(left)
			}
		}).right().live().needs(model.NeedPast).told(asFraction, func(r model.PoolRow) any {
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
	namespaces(func(r model.PoolRow) uint32 { return r.ID.NetNS }),
}, traffic(func(r model.PoolRow) model.Traffic { return r.Traffic })...)

func poolHolding(r model.PoolRow) holding {
	return holdingOf(r.In, &r.In.Sockets[r.Sockets[0]], r.Opener)
}

// byDestination puts the pools that serve all destinations first.
func byDestination(a, b model.PoolRow) int { return a.ID.Dest.Compare(b.ID.Dest) }

func scopeOf(r model.PoolRow) int {
	if r.ID.Loopback() {
		return 1
	}
	return 0
}

// steady is what stands where no growth is seen: one look alone cannot see any.
func steady(r model.PoolRow) model.Safe {
	if len(r.In.History) == 1 {
		return model.Say("n/a")
	}
	return dash
}

// growth is in thousandths of a port a second.
func growth(r model.PoolRow) int64 {
	if grows(r) {
		return int64(1000 * r.Trend.PerSecond)
	}
	return 0
}

// grows reports whether a pool grows: what it did until it was full is over.
func grows(r model.PoolRow) bool { return r.Trend.Growing && r.Left() > 0 }

// never is sorted behind every time.
const never = time.Duration(math.MaxInt64)

// untilFull is 0 where the pool is full.
func untilFull(r model.PoolRow) time.Duration {
	switch {
	case r.Left() == 0:
		return 0
	case r.Trend.Growing && r.Trend.Ends:
		return max(r.Trend.Full, 1)
	}
	return never
}
