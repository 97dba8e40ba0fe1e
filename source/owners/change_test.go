package owners

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestProcessWithAReusedPIDIsReadAgain(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70)
	// A new directory of the same name has another inode number.
	if err := os.Rename(filepath.Join(b.root, "7"), filepath.Join(b.root, "old")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(b.root, "7", "fd"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.startTime = func(int) (uint64, error) { return 555, nil }
	b.put(7, 3, 88)
	b.find(70, 71, 88)
	found, _ := b.find(70, 71, 88)
	wantOwned(t, found, map[uint64]string{70: "known 8", 71: "none", 88: "known 7"})
	if id := first(t, found, 88); id.Start != 555 {
		t.Errorf("owner %v, want the start time 555", id)
	}
}

func TestEndedProcessIsForgotten(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 71)
	if err := os.RemoveAll(filepath.Join(b.root, "7")); err != nil {
		t.Fatal(err)
	}
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 8", 71: "resolving"}) // another process may have it now
	found, _ = b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 8", 71: "none"})
	os.RemoveAll(filepath.Join(b.root, "8"))
	b.find()
	if len(b.entries) != 1 || b.index.used != 0 {
		t.Errorf("remembers %d processes, %d sockets", len(b.entries), b.index.used)
	}
}

func TestPIDReusedDuringAReadDoesNotMixTwoProcesses(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.startTime = func(pid int) (uint64, error) {
		if pid == 7 { // ends now, and another one gets its number
			if err := os.Rename(filepath.Join(b.root, "7"), filepath.Join(b.root, "old")); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(b.root, "7", "fd"), 0o755); err != nil {
				t.Fatal(err)
			}
			b.put(7, 3, 88)
		}
		return 1, nil
	}
	found, _ := b.find(71, 88)
	if got := owned(found, 88); got == "known 7" {
		t.Error("the new process got the start time of the old one")
	}
	b.startTime = func(int) (uint64, error) { return 2, nil }
	found, _ = b.find(71, 88)
	wantOwned(t, found, map[uint64]string{71: "none", 88: "known 7"})
	if id := first(t, found, 88); id.Start != 2 {
		t.Errorf("owner %v, want the start time 2", id)
	}
}

func TestUnreadableProcessWithAReusedPIDOwnsNothing(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 71)
	if err := os.Rename(filepath.Join(b.root, "7"), filepath.Join(b.root, "old")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(b.root, "7", "fd"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.stuck[7] = true
	b.find(70, 71)
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 8", 71: "hidden"})
}

func TestProcessThatDoesNotAnswerKeepsItsKnownSockets(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.stuck[8] = true
	found, _ := b.find(70, 72)
	wantOwned(t, found, map[uint64]string{70: "known 7", 72: "hidden"})
	if found.Unread != 1 || found.Denied != 0 {
		t.Errorf("%d unread, %d denied", found.Unread, found.Denied)
	}
	b.stuck[8] = false
	found, _ = b.find(70, 72)
	wantOwned(t, found, map[uint64]string{70: "known 7 8", 72: "none"})
	b.stuck[8] = true
	b.clock = b.clock.Add(Refresh)
	found, _ = b.find(70)
	wantOwned(t, found, map[uint64]string{70: "known 7 8"})
}

func TestUnparsableStatLeavesOnlyTheStartTimeUnknown(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.startTime = func(int) (uint64, error) { return 0, errors.New("no name in it") }
	found, _ := b.find(70)
	wantOwned(t, found, map[uint64]string{70: "known 7 8"})
}

func TestReaderOfAnAbandonedReadIsNotReused(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find()
	before := b.reader
	b.stuck[7] = true
	b.put(7, 5, 75)
	b.find(75)
	if b.reader == before {
		t.Error("the next read uses the reader of one that may still be running")
	}
}

func TestSmallProcessesDoNotKeepTheMemoryOfALargeOne(t *testing.T) {
	f := &Finder{index: newIndex()}
	big, small := f.add(1), []*entry{f.add(2), f.add(3)}
	for fd := range uint32(10_000) {
		big.slots = append(big.slots, slot{fd: fd})
	}
	for _, e := range small {
		f.patch(big, []uint32{10_000}, []slot{{fd: 10_000}})
		f.patch(e, []uint32{3}, []slot{{fd: 3}})
		if len(e.slots) != 1 || cap(e.slots) > 100 {
			t.Errorf("%d descriptors in memory for %d", len(e.slots), cap(e.slots))
		}
	}
	if len(big.slots) != 10_001 {
		t.Errorf("the big one has %d", len(big.slots))
	}
}
