package owners

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// manyProcesses is a tree in which the first and the last process own socket 70 (a passed
// descriptor). The processes between them own nothing.
func manyProcesses() string {
	var text strings.Builder
	for pid := 1; pid <= 20; pid++ {
		fmt.Fprintf(&text, "-- %d/fd/0 -> /dev/null --\n", pid)
	}
	text.WriteString("-- 1/fd/3 -> socket:[70] --\n-- 20/fd/3 -> socket:[70] --\n-- 20/fd/4 -> socket:[71] --\n")
	return text.String()
}

func TestHurryReturnsOnceEverySocketHasAnOwner(t *testing.T) {
	b := newBench(t, manyProcesses())
	b.slow = 100 * time.Millisecond
	b.Hurry(250 * time.Millisecond)
	found, reads := b.find(70)
	if len(reads) >= 20 {
		t.Errorf("read all of %v before it answered", reads)
	}
	wantOwned(t, found, map[uint64]string{70: "known 1"})
	for range 20 {
		found, _ = b.find(70)
	}
	wantOwned(t, found, map[uint64]string{70: "known 1 20"}) // the rest was read in later ticks
}

func TestHurryStillFindsAnOwnerOfEverySocket(t *testing.T) {
	b := newBench(t, manyProcesses())
	b.slow = 100 * time.Millisecond
	b.Hurry(250 * time.Millisecond)
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 1 20", 71: "known 20"})
}

func TestWithoutHurryEveryProcessIsRead(t *testing.T) {
	b := newBench(t, manyProcesses())
	b.slow = 100 * time.Millisecond
	found, reads := b.find(70)
	if len(reads) != 20 {
		t.Errorf("read only %v", reads)
	}
	wantOwned(t, found, map[uint64]string{70: "known 1 20"})
}
