package procnet

import (
	"context"
	"testing"

	"berth/model"
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
		got, gaps, err := b.Sockets(context.Background())
		if err != nil || len(gaps) > 0 {
			t.Fatalf("gaps %v, error %v", gaps, err)
		}
		return got
	})
}

func TestNothingIsSeenWhereNothingIsOpen(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, nil) })
}

func TestEverySceneIsSeenAsItWasOpened(t *testing.T) { worlds.EveryScene(t, same) }

func TestAllScenesAreSeenTogether(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, worlds.AllScenes(t)) })
}
