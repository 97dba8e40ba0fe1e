package owners

import (
	"slices"
	"testing"
	"time"
)

func TestEveryProcessIsReadAgainWithinTheRefresh(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70)
	var all []int
	for range int(Refresh / time.Second) {
		b.clock = b.clock.Add(time.Second)
		_, reads := b.find(70)
		all = append(all, reads...)
	}
	slices.Sort(all)
	if want := []int{1, 7, 8}; !slices.Equal(slices.Compact(all), want) {
		t.Errorf("read %v, want %v", all, want)
	}
}

func TestSocketWithoutOwnerIsFoundWhenAProcessGetsIt(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 72)
	b.put(8, 5, 72) // an eventpoll was there
	for range int(Refresh / time.Second) {
		b.clock = b.clock.Add(time.Second)
		b.find(70, 72)
	}
	wantOwned(t, &b.answer, map[uint64]string{72: "known 8"})
}

func TestInvisibleChangeOfADescriptorIsReadWithinTheRefresh(t *testing.T) {
	b := newBench(t, threeProcesses)
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 7 8", 71: "known 7"})
	b.put(8, 5, 71) // 7 passed it on; before, both had files at these descriptors
	b.put(8, 9, 71)
	b.put(8, 3, 71)
	for range int(Refresh / time.Second) {
		b.clock = b.clock.Add(time.Second)
		found, _ = b.find(70, 71)
	}
	wantOwned(t, found, map[uint64]string{70: "known 7", 71: "known 7 8"})
}
