package owners

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"berth/model"
	"berth/source/worlds"
)

// bench is a Finder over a tree of the test, with its own clock and a list of the
// processes that it read.
type bench struct {
	*Finder
	t         *testing.T
	root      string
	clock     time.Time
	reads     []int
	ways      []mode        // the mode of each read
	stuck     map[int]bool  // processes that do not answer
	slow      time.Duration // time that every read takes
	startTime Start
}

func newBench(t *testing.T, text string) *bench {
	t.Helper()
	b := &bench{t: t, root: worlds.Proc(t, text), clock: time.Unix(1000, 0), stuck: map[int]bool{}}
	b.startTime = func(pid int) (uint64, error) { return uint64(100 * pid), nil }
	f, err := Open(b.root, b.oneByOne, func(pid int) (uint64, error) { return b.startTime(pid) }, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	f.now = func() time.Time { return b.clock }
	b.Finder = f
	return b
}

// oneByOne is a Guard whose reads return, except those of stuck processes.
func (b *bench) oneByOne(ctx context.Context, next func() (int, time.Duration, func(), func(error))) {
	for ctx.Err() == nil {
		pid, _, read, done := next()
		switch {
		case read == nil:
			return
		case b.stuck[pid]:
			done(errors.New("no answer"))
		default:
			b.reads, b.ways = append(b.reads, pid), append(b.ways, b.batch.mode)
			b.clock = b.clock.Add(b.slow)
			read()
			done(nil)
		}
	}
}

// find runs a tick and returns the processes that were read in it.
func (b *bench) find(inodes ...uint64) (*Found, []int) {
	b.t.Helper()
	b.reads, b.ways = nil, nil
	found, err := b.Find(b.t.Context(), inodes)
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(b.reads)
	return found, slices.Compact(b.reads)
}

// put makes a descriptor lead to a socket; inode 0 removes it.
func (b *bench) put(pid, fd int, inode uint64) {
	b.t.Helper()
	path := filepath.Join(b.root, fmt.Sprint(pid), "fd", fmt.Sprint(fd))
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		b.t.Fatal(err)
	}
	if inode == 0 {
		return
	}
	if err := os.Symlink(fmt.Sprintf("socket:[%d]", inode), path); err != nil {
		b.t.Fatal(err)
	}
}

// owned formats the owners of a socket: "known 7 8".
func owned(found *Found, inode uint64) string {
	names := map[model.OwnerStatus]string{
		model.OwnerKnown: "known", model.OwnerHidden: "hidden", model.OwnerNone: "none", model.OwnerResolving: "resolving",
	}
	numbers, status := found.Of(nil, inode)
	s := names[status]
	for _, number := range numbers {
		s += fmt.Sprintf(" %d", found.ID(number).PID)
	}
	return s
}

// first returns the first owner of a socket.
func first(t *testing.T, found *Found, inode uint64) model.ProcessID {
	t.Helper()
	numbers, _ := found.Of(nil, inode)
	if len(numbers) == 0 {
		t.Fatalf("socket %d has no owner", inode)
	}
	return found.ID(numbers[0])
}

func wantOwned(t *testing.T, found *Found, want map[uint64]string) {
	t.Helper()
	got := map[uint64]string{}
	for inode := range want {
		got[inode] = owned(found, inode)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("owners differ (-want +got):\n%s", diff)
	}
}

const threeProcesses = `
-- 1/fd/0 -> /dev/null --
-- 7/fd/0 -> /dev/null --
-- 7/fd/3 -> socket:[70] --
-- 7/fd/4 -> socket:[71] --
-- 8/fd/3 -> socket:[70] --
-- 8/fd/9 -> socket:[70] --
-- 8/fd/5 -> anon_inode:[eventpoll] --
-- 8/fd/6 -> socket:[oops] --
-- sys/kernel/x --
`

func TestEveryOwnerOfASocketIsFoundOnceAndInOrder(t *testing.T) {
	b := newBench(t, threeProcesses)
	found, _ := b.find(70, 71, 72)
	wantOwned(t, found, map[uint64]string{70: "known 7 8", 71: "known 7", 72: "none"})
	if got, want := first(t, found, 71), (model.ProcessID{PID: 7, Start: 700}); got != want {
		t.Errorf("owner %v, want %v", got, want)
	}
}

func TestTickWithoutChangesReadsNoProcess(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 71)
	if _, reads := b.find(70, 71); len(reads) > 0 {
		t.Errorf("read %v", reads)
	}
}

func TestReplacedDescriptorIsFoundBecauseItsInodeIsUnknown(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 71)
	b.clock = b.clock.Add(time.Second)
	b.put(7, 4, 99)
	found, _ := b.find(70, 99)
	wantOwned(t, found, map[uint64]string{70: "known 7 8", 99: "known 7"})
}

func TestSearchBeginsWithTheProcessThatHeldUnknownSocketsBefore(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 71)
	for inode := uint64(90); inode < 93; inode++ {
		b.clock = b.clock.Add(time.Millisecond)
		b.put(8, int(inode), inode)
		_, reads := b.find(inode)
		if inode > 90 && !slices.Equal(reads, []int{8}) {
			t.Errorf("read %v to find what 8 accepts, want only 8", reads)
		}
	}
}

func TestDescriptorThatBecameASocketIsFoundInTheSameTick(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70, 71)
	b.put(8, 5, 90) // an eventpoll was there
	found, _ := b.find(70, 71, 90)
	wantOwned(t, found, map[uint64]string{90: "known 8"})
}

func TestDescriptorOfALargeProcessThatBecameASocketIsFoundOneTickLater(t *testing.T) {
	b := newBench(t, threeProcesses+strings.Join(deviceLinks(8, 100, 2*maxFilesPerTick), ""))
	b.find(70, 71)
	b.put(8, 200, 90)
	found, _ := b.find(70, 71, 90)
	wantOwned(t, found, map[uint64]string{90: "resolving"})
	b.clock = b.clock.Add(time.Millisecond)
	found, _ = b.find(70, 71, 90)
	wantOwned(t, found, map[uint64]string{90: "known 8"})
}

// deviceLinks lists descriptors that are not sockets.
func deviceLinks(pid, from, n int) (names []string) {
	for fd := range n {
		names = append(names, fmt.Sprintf("-- %d/fd/%d -> /dev/null --\n", pid, from+fd))
	}
	return names
}

func TestSocketWithoutOwnerIsSearchedOnce(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70)
	walks := 0
	for range 60 {
		b.clock = b.clock.Add(time.Second)
		b.sweeper.last = b.clock // nothing is due for the sweeper
		found, _ := b.find(70, 72)
		if slices.Contains(b.ways, modeAll) {
			walks++
		}
		if walks > 0 {
			wantOwned(t, found, map[uint64]string{72: "none"})
		}
	}
	if walks != 1 {
		t.Errorf("%d walks, want one", walks)
	}
	if b.find(); len(b.missing) != 0 || b.index.find(72) != nil {
		t.Error("a socket that is not requested any more is remembered")
	}
}

func TestWalksUseATenthOfTheTime(t *testing.T) {
	b := newBench(t, threeProcesses)
	b.find(70)
	tick := func(pass time.Duration, inodes ...uint64) (*Found, []int) {
		b.clock = b.clock.Add(pass)
		b.sweeper.last = b.clock // nothing is due for the sweeper
		return b.find(inodes...)
	}
	tick(time.Second, 70, 90)
	b.slow = 100 * time.Millisecond
	tick(time.Second, 70, 90) // searches three processes, then walks over them
	b.slow = 0
	tick(time.Second, 70, 91)
	found, reads := tick(time.Millisecond, 70, 91)
	if slices.Contains(b.ways, modeAll) {
		t.Errorf("read %v as a whole one second after a walk of 300 ms", reads)
	}
	wantOwned(t, found, map[uint64]string{91: "resolving"})
	found, _ = tick(2*time.Second, 70, 91)
	wantOwned(t, found, map[uint64]string{91: "none"})
}

func TestOwnersMayBeHiddenIfProcessOneIsNotVisible(t *testing.T) {
	b := newBench(t, "-- 7/fd/3 -> socket:[70] --\n")
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 7", 71: "hidden"})
}

func TestTimeoutLeavesSocketsResolving(t *testing.T) {
	b := newBench(t, threeProcesses)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	found, err := b.Find(ctx, []uint64{70})
	if err != nil {
		t.Fatal(err)
	}
	wantOwned(t, found, map[uint64]string{70: "resolving"})
	found, _ = b.find(70)
	wantOwned(t, found, map[uint64]string{70: "known 7 8"})
}

func TestUnreadableProcessListIsAnError(t *testing.T) {
	b := newBench(t, threeProcesses)
	if err := os.RemoveAll(b.root); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Find(t.Context(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
