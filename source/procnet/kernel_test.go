package procnet

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"berth/model"
	"berth/source/worlds"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { worlds.Main(m) }

// same compares everything that the kernel was seen to hold with everything
// that was opened, and waits for the network to settle.
func same(t *testing.T, want []model.Socket) {
	t.Helper()
	b, err := Open("/proc")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(want, func(a, b model.Socket) int { return a.ID().Compare(b.ID()) })
	var diff string
	worlds.Eventually(func() bool {
		got, gaps, err := b.Sockets(context.Background())
		if err != nil || len(gaps) > 0 {
			t.Fatalf("gaps %v, error %v", gaps, err)
		}
		slices.SortFunc(got, func(a, b model.Socket) int { return a.ID().Compare(b.ID()) })
		diff = cmp.Diff(printed(want), printed(got))
		return diff == ""
	})
	if diff != "" {
		t.Errorf("sockets differ (-opened +seen):\n%s", diff)
	}
}

// printed writes every fact of a socket on one line.
func printed(sockets []model.Socket) []string {
	var all []string
	for _, s := range sockets {
		all = append(all, fmt.Sprintf("%v %v %v > %v %+v", s.Proto, s.State.Name(), s.Local.Safe(), s.Remote.Safe(), s))
	}
	return all
}

func TestNothingIsSeenWhereNothingIsOpen(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, nil) })
}

func TestEverySceneIsSeenAsItWasOpened(t *testing.T) {
	for _, scene := range worlds.Scenes {
		t.Run(scene.Name, func(t *testing.T) {
			worlds.Inside(t, worlds.Net, func(t *testing.T) {
				var want []model.Socket
				for _, f := range worlds.Families(t) {
					want = append(want, scene.Open(t, f)...)
				}
				same(t, want)
			})
		})
	}
}

func TestAllScenesAreSeenTogether(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		var want []model.Socket
		for _, f := range worlds.Families(t) {
			for _, scene := range worlds.Scenes {
				want = append(want, scene.Open(t, f)...)
			}
		}
		same(t, want)
	})
}
