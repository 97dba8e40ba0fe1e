package worlds

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"berth/model"
)

// Same compares what a backend reads with what was opened, and waits until both agree.
func Same(t *testing.T, want []model.Socket, see func() []model.Socket) {
	t.Helper()
	var diff string
	Eventually(t, func() bool {
		diff = cmp.Diff(Lines(want), Lines(see()))
		return diff == "" || t.Failed()
	})
	if diff != "" {
		t.Errorf("sockets differ (-opened +seen):\n%s", diff)
	}
}

// Lines formats every fact of a socket on one line, ordered by identity.
func Lines(sockets []model.Socket) []string {
	sockets = slices.Clone(sockets)
	slices.SortFunc(sockets, func(a, b model.Socket) int { return a.ID().Compare(b.ID()) })
	var all []string
	for _, s := range sockets {
		all = append(all, fmt.Sprintf("%v %v %v > %v %+v", s.Proto, s.State.Name(), s.Local.Safe(), s.Remote.Safe(), s))
	}
	return all
}

// EveryScene runs a test for every scene, each in its own network namespace and in every address
// family.
func EveryScene(t *testing.T, same func(*testing.T, []model.Socket)) {
	for _, scene := range Scenes {
		t.Run(scene.Name, func(t *testing.T) {
			Inside(t, Net, func(t *testing.T) {
				var want []model.Socket
				for _, f := range Families(t) {
					want = append(want, scene.Open(t, f)...)
				}
				same(t, want)
			})
		})
	}
}

// AllScenes opens every scene in every address family, in the network namespace of the test.
func AllScenes(t *testing.T) []model.Socket {
	t.Helper()
	var all []model.Socket
	for _, f := range Families(t) {
		for _, scene := range Scenes {
			all = append(all, scene.Open(t, f)...)
		}
	}
	return all
}
