package moment_test

import (
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

// flowing is a moment of one server with two connections whose bytes are given.
func flowing(at string, cookies [2]uint64, flows [2]model.Flow) *model.Snapshot {
	n := scene.New("at " + at + "\nprocess 7 nginx www-data nginx.service nginx\n" +
		"tcp listen 0.0.0.0:80 by 7\ntcp estab 10.0.0.1:80 10.0.0.2:5000 by 7\ntcp estab 10.0.0.1:80 10.0.0.3:5000 by 7\n")
	n.Flows = make([]model.Flow, len(n.Sockets))
	for i, c := range cookies {
		n.Sockets[1+i].Cookie, n.Flows[1+i] = c, flows[i]
	}
	n.Sockets[0].Cookie = 99
	return n
}

func flow(received, sent uint64, rtt, retrans uint32) model.Flow {
	return model.Flow{Received: received, Sent: sent, RTT: rtt, Retrans: retrans, Known: true}
}

func TestTrafficIsTheChangeOfTheSameConnection(t *testing.T) {
	var line moment.Timeline
	first := line.Next(flowing("0s", [2]uint64{1, 2}, [2]model.Flow{flow(100, 0, 900, 0), flow(50, 7, 100, 1)}), time.Second)
	if got := (moment.Conn{In: first, At: 1}).Traffic(); got.Moving || !got.Known || got.RTT != 900 {
		t.Errorf("at the first look: %+v", got)
	}
	// The second connection went and another came with the same ends.
	second := line.Next(flowing("2s", [2]uint64{1, 3}, [2]model.Flow{flow(2100, 10, 800, 4), flow(9000, 9000, 100, 1)}), 2*time.Second)
	if got, want := (moment.Conn{In: second, At: 1}).Traffic(), (moment.Traffic{Rx: 1000, Tx: 5, Moving: true, RTT: 800, Retrans: 4, Known: true}); got != want {
		t.Errorf("the one that stayed: %+v, want %+v", got, want)
	}
	if got := (moment.Conn{In: second, At: 2}).Traffic(); got.Moving {
		t.Errorf("the new one moves already: %+v", got)
	}
	if got := (moment.Conn{In: second, At: 0}).Traffic(); got.Known {
		t.Errorf("a listener has traffic: %+v", got)
	}
	want := moment.Traffic{Rx: 1000, Tx: 5, Moving: true, RTT: 800, Retrans: 5, Known: true}
	if got := row.ByPort(second, nil)[0].Traffic; got != want {
		t.Errorf("the port: %+v, want %+v", got, want)
	}
	if got := row.ByProcess(second, nil)[0].Traffic; got != want {
		t.Errorf("the process: %+v, want %+v", got, want)
	}
}

func TestTrafficIsNotKnownAfterAGapOrACounterThatFell(t *testing.T) {
	for name, c := range map[string]struct {
		at    string
		flows [2]model.Flow
	}{
		"the machine slept":            {"60s", [2]model.Flow{flow(100, 0, 1, 0), flow(50, 0, 1, 0)}},
		"the counter went back":        {"1s", [2]model.Flow{flow(99, 0, 1, 0), flow(49, 0, 1, 0)}},
		"the kernel stopped reporting": {"1s", [2]model.Flow{}},
	} {
		var line moment.Timeline
		line.Next(flowing("0s", [2]uint64{1, 2}, [2]model.Flow{flow(100, 0, 1, 0), flow(50, 0, 1, 0)}), time.Second)
		m := line.Next(flowing(c.at, [2]uint64{1, 2}, c.flows), time.Second)
		if got := (moment.Conn{In: m, At: 1}).Traffic(); got.Moving {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTrafficIsUnknownUnlessRequested(t *testing.T) {
	var line moment.Timeline
	line.Next(flowing("0s", [2]uint64{1, 2}, [2]model.Flow{}), time.Second)
	n := flowing("1s", [2]uint64{1, 2}, [2]model.Flow{})
	n.Flows = nil
	m := line.Next(n, time.Second)
	if got := (moment.Conn{In: m, At: 1}).Traffic(); got != (moment.Traffic{}) {
		t.Errorf("%+v", got)
	}
	if got := row.ByPort(m, nil)[0].Traffic; got != (moment.Traffic{}) {
		t.Errorf("the port: %+v", got)
	}
}
