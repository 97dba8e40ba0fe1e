package model_test

import (
	"context"
	"testing"

	"berth/model"
	"berth/model/scene"
)

func TestWhatIsOnlyBoundIsNeitherListenerNorConnection(t *testing.T) {
	m := scene.Moment("tcp bound-inactive 127.0.0.1:8080 by none\ntcp listen 127.0.0.1:8080 by none\ntcp estab 127.0.0.1:8080 127.0.0.1:5000 by none")
	if r := model.ByPort(m, nil)[0]; r.Listeners != 1 || r.Connections != 1 || len(r.Sockets) != 3 {
		t.Errorf("%d listeners, %d connections of %d sockets", r.Listeners, r.Connections, len(r.Sockets))
	}
	if tally := m.History[len(m.History)-1]; tally.Listeners != 1 || tally.Connections != 1 {
		t.Errorf("the totals are %+v", tally)
	}
}

// leaver lets go of its port when it is hit, and is gone or not soon after.
type leaver struct {
	err  error
	gone bool
}

func (l leaver) Signal(context.Context, model.Signal) error { return l.err }
func (l leaver) Gone(context.Context) bool                  { return l.gone }
func (leaver) Release()                                     {}

func TestWorkerThatLetsGoBecauseItsParentWasHitIsNoFailure(t *testing.T) {
	for _, c := range []struct {
		name   string
		pack   model.Pack
		failed bool
	}{
		{"on its way out with its parent", model.Pack{{Victim: leaver{nil, true}}, {Victim: leaver{model.ErrReleased, true}}}, false},
		{"it lives on", model.Pack{{Victim: leaver{nil, true}}, {Victim: leaver{model.ErrReleased, false}}}, true},
		{"alone", model.Pack{{Victim: leaver{model.ErrReleased, true}}}, true},
	} {
		fates := c.pack.Signal(t.Context(), model.Signal{Ends: true})
		if got := fates[len(fates)-1].Failed(); got != c.failed {
			t.Errorf("%s: failed %v, want %v", c.name, got, c.failed)
		}
	}
}
