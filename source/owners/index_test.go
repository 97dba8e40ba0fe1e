package owners

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIndexAgreesWithAPlainMap adds random descriptors and compares
// the index with what was added.
func TestIndexAgreesWithAPlainMap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	x := newIndex()
	x.pids = []int32{50, 20, 40, 10, 30} // not in the order of the numbers
	socketsOf := map[uint32][]int32{}    // numbers, once for each descriptor
	for range 200_000 {
		inode, number := 1+random.Uint32N(3000), random.Int32N(5)
		if pos := slices.Index(socketsOf[inode], number); pos >= 0 && random.IntN(2) == 0 {
			s := x.find(inode)
			x.remove(s, number)
			if socketsOf[inode] = slices.Delete(socketsOf[inode], pos, pos+1); len(socketsOf[inode]) == 0 {
				x.drop(s)
			}
		} else if len(socketsOf[inode]) < 4 {
			x.add(x.put(inode), number)
			socketsOf[inode] = append(socketsOf[inode], number)
		}
	}
	check := func() {
		t.Helper()
		used := 0
		for inode := uint32(1); inode <= 3000; inode++ {
			want := slices.Clone(socketsOf[inode])
			slices.SortFunc(want, func(a, b int32) int { return int(x.pids[a] - x.pids[b]) })
			var got []int32
			if s := x.find(inode); s != nil {
				var one [1]int32
				got = x.holders(s, &one)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("socket %d is held by %v, want %v", inode, got, want)
			}
			if len(want) > 0 {
				used++
			}
		}
		if x.used != used {
			t.Errorf("%d entries, want %d", x.used, used)
		}
	}
	check()
	grown := len(x.table)
	for inode, numbers := range socketsOf {
		s := x.find(inode)
		if s == nil {
			continue
		}
		for _, number := range numbers {
			x.remove(s, number)
		}
		x.drop(s)
		if socketsOf[inode] = nil; inode%100 == 0 {
			check()
		}
	}
	check()
	if len(x.free) != len(x.lists) || len(x.table) >= grown {
		t.Errorf("%d of %d lists are free, the table has %d entries after %d", len(x.free), len(x.lists), len(x.table), grown)
	}
}
