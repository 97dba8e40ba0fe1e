package owners

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// many is a tree whose first process holds socket 70 and whose last holds it too,
// as a descriptor that was passed on; between them are others.
func many() string {
	var text strings.Builder
	for pid := 1; pid <= 20; pid++ {
		fmt.Fprintf(&text, "-- %d/fd/0 -> /dev/null --\n", pid)
	}
	text.WriteString("-- 1/fd/3 -> socket:[70] --\n-- 20/fd/3 -> socket:[70] --\n-- 20/fd/4 -> socket:[71] --\n")
	return text.String()
}

func TestWhoIsInAHurryLeavesOnceEverySocketHasAHolder(t *testing.T) {
	b := newBench(t, many())
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
	wantOwned(t, found, map[uint64]string{70: "known 1 20"}) // the rest was read by and by
}

func TestWhoIsInAHurryStillLooksForEverySocket(t *testing.T) {
	b := newBench(t, many())
	b.slow = 100 * time.Millisecond
	b.Hurry(250 * time.Millisecond)
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 1 20", 71: "known 20"})
}

func TestWithoutHurryEveryProcessIsReadAtOnce(t *testing.T) {
	b := newBench(t, many())
	b.slow = 100 * time.Millisecond
	found, reads := b.find(70)
	if len(reads) != 20 {
		t.Errorf("read only %v", reads)
	}
	wantOwned(t, found, map[uint64]string{70: "known 1 20"})
}
