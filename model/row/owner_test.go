package row_test

import (
	"testing"

	"berth/model"
)

func TestInitialOwnerFollowsFromTheSocketTable(t *testing.T) {
	for state := range model.States {
		want := model.OwnerKernel
		if state == model.Established || state == model.CloseWait {
			want = model.OwnerUnaccepted
		}
		if got := (&model.Socket{State: state}).InitialOwner(); got != want {
			t.Errorf("%s without an inode: %v, want %v", state.Name(), got, want)
		}
		if got := (&model.Socket{State: state, Inode: 1}).InitialOwner(); got != model.OwnerResolving {
			t.Errorf("%s with an inode: %v", state.Name(), got)
		}
	}
	if got := (&model.Socket{Proto: model.UDP, State: model.Established}).InitialOwner(); got != model.OwnerKernel {
		t.Errorf("UDP without an inode: %v", got)
	}
}
