package worlds

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"berth/model"
)

// Same compares everything that a backend sees with everything that was opened,
// and waits for the network to settle.
func Same(t *testing.T, want []model.Socket, see func() []model.Socket) {
	t.Helper()
	var diff string
	Eventually(t, func() bool {
		diff = cmp.Diff(Printed(want), Printed(see()))
		return diff == "" || t.Failed()
	})
	if diff != "" {
		t.Errorf("sockets differ (-opened +seen):\n%s", diff)
	}
}

// Printed writes every fact of a socket on one line, in the order of identities.
func Printed(sockets []model.Socket) []string {
	sockets = slices.Clone(sockets)
	slices.SortFunc(sockets, func(a, b model.Socket) int { return a.ID().Compare(b.ID()) })
	var all []string
	for _, s := range sockets {
		all = append(all, fmt.Sprintf("%v %v %v > %v %+v", s.Proto, s.State.Name(), s.Local.Safe(), s.Remote.Safe(), s))
	}
	return all
}

// EveryScene runs a test for every scene, each in a network of its own, in every
// address family that there is.
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

// AllScenes opens every scene in every address family, in the network that the
// test has to itself.
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
