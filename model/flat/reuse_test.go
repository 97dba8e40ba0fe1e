package flat

import (
	"slices"
	"testing"
)

func TestMemoryIsReusedUnlessItIsFarTooLarge(t *testing.T) {
	for _, c := range []struct {
		cap, n int
		kept   bool
	}{{100_000, 100_000, true}, {100_000, 30_000, true}, {4096, 0, true}, {4097, 0, false}, {1_000_000, 1000, false}, {0, 10, true}} {
		got := Cap(make([]int32, 1, max(c.cap, 1)), c.n)
		if len(got) != 0 || cap(got) > 0 != c.kept && c.cap > 0 {
			t.Errorf("room for %d where %d are needed: %d are kept", c.cap, c.n, cap(got))
		}
	}
}

func TestReusedMemoryHasTheRightItems(t *testing.T) {
	old := []int32{1, 2, 3, 4}
	if got := Len(old[:1], 4); len(got) != 4 || &got[0] != &old[0] {
		t.Errorf("%v: other memory, or not enough of it", got)
	}
	if got := Zeros(old, 3); len(got) != 3 || got[0]+got[1]+got[2] != 0 || &got[0] != &old[0] {
		t.Errorf("%v: other memory, or no zeros", got)
	}
	if got := Zeros(old, 9); len(got) != 9 || slices.Max(got) != 0 {
		t.Errorf("%v", got)
	}
}
