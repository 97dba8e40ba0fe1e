package field

import (
	"math"
	"strconv"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
)

// unknownSpeed stands for an unknown speed: it sorts below all others.
const unknownSpeed int64 = -1

// traffic are the facts about the data that the sockets of a row transfer. Only TCP
// connections have them: the kernel counts no bytes of other sockets.
func traffic[R any](of func(R) moment.Traffic) []Field[R] {
	speed := func(name, title, help string, way func(moment.Traffic) float64) Field[R] {
		get := func(r R) int64 {
			if t := of(r); t.Moving {
				return int64(math.Round(way(t)))
			}
			return unknownSpeed
		}
		return Rank(name, title, help, get, func(r R) safe.Text {
			if n := get(r); n >= 0 {
				return Bytes(float64(n))
			}
			return dash
		}).right().greatestFirst().live().needs(model.NeedFlows|model.NeedPast).known(asWhole(0), unless(unknownSpeed, get)).
			filter(measures("bytes a second such as 800, 10k or 1.2M", byteUnits, func(r R, test bounds) bool {
				n := get(r)
				return n >= 0 && test.has(n)
			}))
	}
	trip := func(r R) uint32 { return of(r).RTT }
	again := func(r R) uint64 { return of(r).Retrans }
	return []Field[R]{
		speed("rx", "RX/S", "bytes of data received a second, over the last interval", func(t moment.Traffic) float64 { return t.Rx }),
		speed("tx", "TX/S", "bytes of data sent and acknowledged a second, over the last interval", func(t moment.Traffic) float64 { return t.Tx }),
		Rank("rtt", "RTT", "smoothed round-trip time; the slowest of several connections", trip, func(r R) safe.Text {
			if t := of(r); t.RTT > 0 {
				return Trip(t.RTT)
			}
			return dash
		}).right().greatestFirst().live().needs(model.NeedFlows).known(asWhole(1), unless(0, trip)).
			filter(measures("a round trip such as 120us, 5.7ms or 2s", tripUnits, func(r R, test bounds) bool { return of(r).RTT > 0 && test.has(int64(trip(r))) })),
		Rank("retrans", "RETRANS", "segments retransmitted since the connections began", again, func(r R) safe.Text {
			if t := of(r); t.Known {
				return safe.Number(t.Retrans)
			}
			return dash
		}).right().greatestFirst().live().needs(model.NeedFlows).known(asWhole(0), func(r R) any {
			if t := of(r); t.Known {
				return t.Retrans
			}
			return nil
		}).filter(number("a number of segments", math.MaxInt64, again)),
	}
}

// Bytes writes a number of bytes in about three digits: 0, 813, 1.2k, 34k, 5.6M.
// With more digits, changes that nobody needs to see would repaint the row.
func Bytes(n float64) safe.Text {
	const units = "kMGTPE"
	if n < 999.5 {
		return safe.Number(int64(n + 0.5))
	}
	unit := -1
	for n >= 999.5 && unit < len(units)-1 {
		n /= 1000
		unit++
	}
	digits := 0
	if n < 9.95 {
		digits = 1
	}
	return safe.Sanitise(strconv.FormatFloat(n, 'f', digits, 64) + units[unit:unit+1])
}

// Trip writes a round trip in microseconds, milliseconds or seconds, whichever gives
// a short number.
func Trip(us uint32) safe.Text {
	ms := float64(us) / 1000
	switch {
	case us < 1000:
		return safe.Concat(safe.Number(us), safe.Say("us"))
	case ms < 9.95:
		return safe.Sanitise(strconv.FormatFloat(ms, 'f', 1, 64) + "ms")
	case ms < 9995:
		return safe.Sanitise(strconv.FormatFloat(ms, 'f', 0, 64) + "ms")
	}
	return safe.Sanitise(strconv.FormatFloat(ms/1000, 'f', 0, 64) + "s")
}
