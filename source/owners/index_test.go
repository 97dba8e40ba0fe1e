package owners

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIndexAgreesWithASearchThroughAllProcesses files random lists and compares
// what the index says with what the lists say.
func TestIndexAgreesWithASearchThroughAllProcesses(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	x := newIndex()
	held := map[int32][]uint64{}
	for range 2000 {
		pid := random.Int32N(6)
		var now []uint64
		for inode := range uint64(12) {
			if random.IntN(3) == 0 {
				now = append(now, inode)
			}
		}
		x.replace(pid, held[pid], now)
		held[pid] = now
		for inode := range uint64(12) {
			var want []int32
			for pid := range int32(6) {
				if slices.Contains(held[pid], inode) {
					want = append(want, pid)
				}
			}
			if got := x.holders(nil, inode); !slices.Equal(got, want) || x.has(inode) != (len(want) > 0) {
				t.Fatalf("socket %d is held by %v, want %v", inode, got, want)
			}
		}
	}
	for pid, inodes := range held {
		x.replace(pid, inodes, nil)
	}
	if len(x.first)+len(x.more) != 0 {
		t.Errorf("the index keeps %v", x)
	}
}
