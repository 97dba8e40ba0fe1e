package moment

import (
	"time"

	"berth/model"
	"berth/model/flat"
)

// Traffic is what flows through one connection, or through all of a row.
type Traffic struct {
	Rx, Tx  float64 // bytes of data a second, received and confirmed, over the last interval
	Moving  bool    // they are known: the connection was there at the last look too
	RTT     uint32  // smoothed round trip in microseconds; of several the slowest; 0 where not measured
	Retrans uint64  // segments sent again since each connection began
	Known   bool    // the kernel told of one connection at least; the rest means nothing otherwise
}

// speed is bytes a second in both ways; negative where not known.
type speed struct{ rx, tx float32 }

var still = speed{-1, -1}

// speeds remembers the flows of the last snapshot's connections, in the order of
// their cookies there.
type speeds struct{ was, now []model.Flow }

// of tells how fast the bytes of each socket of n flow. r has just matched the
// cookies of n with those of the last snapshot.
func (v *speeds) of(n *model.Snapshot, r *register[cookie], passed, interval time.Duration) []speed {
	v.was, v.now = v.now, flat.Cap(v.was, len(n.Flows))
	if len(n.Flows) == 0 {
		return nil
	}
	all := make([]speed, len(n.Sockets))
	for i := range all {
		all[i] = still
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
		return still
	}
	rx := model.RateOf(model.Reading{Value: int64(was.Received), Known: true}, model.Reading{Value: int64(is.Received), Known: true}, passed, interval)
	tx := model.RateOf(model.Reading{Value: int64(was.Sent), Known: true}, model.Reading{Value: int64(is.Sent), Known: true}, passed, interval)
	if !rx.Known || !tx.Known {
		return still
	}
	return speed{float32(rx.PerSecond), float32(tx.PerSecond)}
}

// TrafficOf is what flows through some sockets together.
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

// Traffic is what flows through one socket.
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
	if i < len(m.speeds) && m.speeds[i] != still {
		t.Rx, t.Tx, t.Moving = t.Rx+float64(m.speeds[i].rx), t.Tx+float64(m.speeds[i].tx), true
	}
}
