package source

import (
	"slices"
	"testing"

	"berth/model"
)

func TestSocketWhoseOnlyHolderEndedMeanwhileIsResolving(t *testing.T) {
	gone, here := model.ProcessID{PID: 7, Start: 1}, model.ProcessID{PID: 8, Start: 2}
	n := &model.Snapshot{
		Sockets: []model.Socket{
			{Owner: model.OwnerKnown, OwnerCount: 1}, {Owner: model.OwnerKnown, FirstOwner: 1, OwnerCount: 2},
			{Owner: model.OwnerKernel, FirstOwner: 3}, {Owner: model.OwnerKnown, FirstOwner: 3, OwnerCount: 1},
		},
		Processes: []model.Process{{ID: here}},
	}
	h := &holders{
		numbers: []uint32{2, 2, 0, 0}, used: make([]bool, 3),
		ids: []holder{{gone, 2}, {here, 0}},
	}
	h.attach(n)
	for i, want := range []string{"resolving", "known 8", "kernel", "known 8"} {
		if got := ownersOf(n, &n.Sockets[i]); got != want {
			t.Errorf("socket %d: %s, want %s", i, got, want)
		}
	}
	if want := []uint32{0, 0}; !slices.Equal(n.Holders, want) {
		t.Errorf("holders %v, want %v", n.Holders, want)
	}
}
