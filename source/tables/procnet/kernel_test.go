package procnet

import (
	"context"
	"testing"

	"berth/model"
	"berth/source/tables"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m) }

func same(t *testing.T, want []model.Socket) {
	t.Helper()
	b, err := Open("/proc")
	if err != nil {
		t.Fatal(err)
	}
	worlds.Same(t, want, func() []model.Socket {
		r, err := b.Sockets(context.Background(), tables.Ask{})
		if err != nil || len(r.Gaps) > 0 {
			t.Fatalf("gaps %v, error %v", r.Gaps, err)
		}
		return r.Sockets
	})
}

func TestEmptyNamespaceHasNoSockets(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, nil) })
}

func TestEverySceneIsReadAsOpened(t *testing.T) { worlds.EveryScene(t, same) }

func TestAllScenesAreReadTogether(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, worlds.AllScenes(t)) })
}
