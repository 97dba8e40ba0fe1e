package moment

import (
	"time"

	"berth/model"
	"berth/model/flat"
)

// Traffic is the traffic of one connection, or of all connections of a row.
type Traffic struct {
	Rx, Tx  float64 // bytes of data per second, received and acknowledged, over the last interval
	Moving  bool    // Rx and Tx are known: the connection was in the last snapshot too
	RTT     uint32  // smoothed round-trip time in microseconds; the slowest of several; 0 if not measured
	Retrans uint64  // segments retransmitted since each connection began
	Known   bool    // known for at least one connection; if false, the other members mean nothing
}

// speed is bytes per second in both directions; negative if not known.
type speed struct{ rx, tx float32 }

var unknownSpeed = speed{-1, -1}

// speeds remembers the flows of the connections of the last snapshot, in the order of
// their cookies there.
type speeds struct{ was, now []model.Flow }

// of computes the speed of each socket of n. r has already matched the cookies of n
// with those of the last snapshot.
func (v *speeds) of(n *model.Snapshot, r *register[cookie], passed, interval time.Duration) []speed {
	v.was, v.now = v.now, flat.Cap(v.was, len(n.Flows))
	if len(n.Flows) == 0 {
		return nil
	}
	all := make([]speed, len(n.Sockets))
	for i := range all {
		all[i] = unknownSpeed
	}
	for k, at := range r.at {
		f := n.Flows[at]
		v.now = append(v.now, f)
		if was := int(r.places[k]); was >= 0 && was < len(v.was) {
			all[at] = speedOf(v.was[was], f, passed, interval)
		}
	}
	return all
}

func speedOf(was, is model.Flow, passed, interval time.Duration) speed {
	if !was.Known || !is.Known {
		return unknownSpeed
	}
	rx := model.RateOf(model.Reading{Value: int64(was.Received), Known: true}, model.Reading{Value: int64(is.Received), Known: true}, passed, interval)
	tx := model.RateOf(model.Reading{Value: int64(was.Sent), Known: true}, model.Reading{Value: int64(is.Sent), Known: true}, passed, interval)
	if !rx.Known || !tx.Known {
		return unknownSpeed
	}
	return speed{float32(rx.PerSecond), float32(tx.PerSecond)}
}

// TrafficOf is the traffic of several sockets together.
func (m *Moment) TrafficOf(sockets []int32) Traffic {
	var t Traffic
	if len(m.Flows) == 0 {
		return t
	}
	for _, i := range sockets {
		t.add(m, int(i))
	}
	return t
}

// Traffic is the traffic of one socket.
func (c Conn) Traffic() Traffic {
	var t Traffic
	if len(c.In.Flows) > 0 {
		t.add(c.In, c.At)
	}
	return t
}

func (t *Traffic) add(m *Moment, i int) {
	f := &m.Flows[i]
	if !f.Known || m.Sockets[i].Listening() {
		return
	}
	t.Known = true
	t.RTT = max(t.RTT, f.RTT)
	t.Retrans += uint64(f.Retrans)
	if i < len(m.speeds) && m.speeds[i] != unknownSpeed {
		t.Rx, t.Tx, t.Moving = t.Rx+float64(m.speeds[i].rx), t.Tx+float64(m.speeds[i].tx), true
	}
}
