package pool_test

import (
	"testing"

	"berth/model/row"
	"berth/model/scene"
)

func TestBoundSocketIsNeitherListenerNorConnection(t *testing.T) {
	m := scene.Moment("tcp bound-inactive 127.0.0.1:8080 by none\ntcp listen 127.0.0.1:8080 by none\ntcp estab 127.0.0.1:8080 127.0.0.1:5000 by none")
	if r := row.ByPort(m, nil)[0]; r.Listeners != 1 || r.Connections != 1 || len(r.Sockets) != 3 {
		t.Errorf("%d listeners, %d connections of %d sockets", r.Listeners, r.Connections, len(r.Sockets))
	}
	if tally := m.History[len(m.History)-1]; tally.Listeners != 1 || tally.Connections != 1 {
		t.Errorf("the totals are %+v", tally)
	}
}
