package owners

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m) }

// bench is a Finder over a tree of the test, with a clock of its own and a
// list of the processes that it read.
type bench struct {
	*Finder
	t     *testing.T
	root  string
	clock time.Time
	reads []int
	stuck map[int]bool // do not answer
}

func newBench(t *testing.T, text string) *bench {
	t.Helper()
	b := &bench{t: t, root: worlds.Proc(t, text), clock: time.Unix(1000, 0), stuck: map[int]bool{}}
	guard := func(_ context.Context, pid int, _ time.Duration, read func()) error {
		if b.stuck[pid] {
			return errors.New("no answer")
		}
		b.reads = append(b.reads, pid)
		read()
		return nil
	}
	start := func(pid int) (uint64, error) { return uint64(100 * pid), nil }
	f, err := Open(b.root, guard, start)
	if err != nil {
		t.Fatal(err)
	}
	f.now = func() time.Time { return b.clock }
	b.Finder = f
	return b
}

// find runs a tick and returns the processes that were read in it.
func (b *bench) find(inodes ...uint64) (*Found, []int) {
	b.t.Helper()
	b.reads = nil
	found, err := b.Find(b.t.Context(), inodes)
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(b.reads)
	return found, slices.Compact(b.reads)
}

// put makes a descriptor lead to a socket; 0 takes it away.
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

// owned says what Found knows of a socket in one line: "known 7 8".
func owned(found *Found, inode uint64) string {
	names := map[model.OwnerStatus]string{
		model.OwnerKnown: "known", model.OwnerHidden: "hidden", model.OwnerNone: "none", model.OwnerResolving: "resolving",
	}
	ids, status := found.Of(nil, inode)
	s := names[status]
	for _, id := range ids {
		s += fmt.Sprintf(" %d", id.PID)
	}
	return s
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

const three = `
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

func TestEveryHolderOfASocketIsFoundOnceAndInOrder(t *testing.T) {
	b := newBench(t, three)
	found, _ := b.find(70, 71, 72)
	wantOwned(t, found, map[uint64]string{70: "known 7 8", 71: "known 7", 72: "none"})
	ids, _ := found.Of(nil, 71)
	if want := []model.ProcessID{{PID: 7, Start: 700}}; !slices.Equal(ids, want) {
		t.Errorf("owners %v, want %v", ids, want)
	}
}

func TestSteadyTickReadsNoProcess(t *testing.T) {
	b := newBench(t, three)
	b.find(70, 71)
	if _, reads := b.find(70, 71); len(reads) > 0 {
		t.Errorf("read %v", reads)
	}
}

func TestEveryProcessIsReadAgainWithinTheRefresh(t *testing.T) {
	b := newBench(t, three)
	b.find(70)
	var all []int
	for range int(Refresh / time.Second) {
		b.clock = b.clock.Add(time.Second)
		_, reads := b.find(70)
		all = append(all, reads...)
	}
	slices.Sort(all)
	if want := []int{1, 7, 8}; !slices.Equal(all, want) {
		t.Errorf("read %v, want %v", all, want)
	}
}

func TestReplacedDescriptorIsFoundBecauseItsInodeIsUnknown(t *testing.T) {
	b := newBench(t, three)
	b.find(70, 71)
	b.clock = b.clock.Add(time.Second)
	b.put(7, 4, 99)
	found, _ := b.find(70, 99)
	wantOwned(t, found, map[uint64]string{70: "known 7 8", 99: "known 7"})
}

func TestWalkStopsWithTheProcessThatHeldUnknownSocketsBefore(t *testing.T) {
	b := newBench(t, three)
	b.find(70, 71)
	for inode := uint64(90); inode < 93; inode++ {
		b.clock = b.clock.Add(time.Second)
		b.put(8, 5, inode)
		_, reads := b.find(inode)
		if inode > 90 && !slices.Equal(reads, []int{8}) {
			t.Errorf("read %v to find what 8 accepts, want only 8", reads)
		}
	}
}

func TestSocketThatNobodyHoldsIsNotLookedForAtEveryTick(t *testing.T) {
	b := newBench(t, three)
	b.find(72)
	walks := 0
	for range 60 {
		b.clock = b.clock.Add(time.Second)
		for _, e := range b.table { // without the rolling refresh
			e.due = b.clock.Add(time.Hour)
		}
		found, reads := b.find(72)
		wantOwned(t, found, map[uint64]string{72: "none"})
		if len(reads) > 0 {
			walks++
		}
	}
	if walks < 1 || walks > 6 {
		t.Errorf("%d walks within a minute, want about five (1, 2, 4, 8, 16 s)", walks)
	}
	if b.find(); len(b.missed) != 0 {
		t.Errorf("%d sockets that nobody asks for are remembered", len(b.missed))
	}
}

func TestWalksUseATenthOfTheTime(t *testing.T) {
	b := newBench(t, three)
	b.find(70)
	real := b.guard
	b.guard = func(ctx context.Context, pid int, more time.Duration, read func()) error {
		b.clock = b.clock.Add(100 * time.Millisecond)
		return real(ctx, pid, more, read)
	}
	b.find(90) // walks over three processes: 300 ms
	b.clock = b.clock.Add(time.Second)
	found, reads := b.find(91)
	if len(reads) > 0 {
		t.Errorf("read %v one second after a walk of 300 ms", reads)
	}
	wantOwned(t, found, map[uint64]string{91: "resolving", 90: "none"})
	b.clock = b.clock.Add(2 * time.Second)
	found, _ = b.find(91)
	wantOwned(t, found, map[uint64]string{91: "none"})
}

func TestWithoutProcessOneOthersMayBeHidden(t *testing.T) {
	b := newBench(t, "-- 7/fd/3 -> socket:[70] --\n")
	found, _ := b.find(70, 71)
	wantOwned(t, found, map[uint64]string{70: "known 7", 71: "hidden"})
}

func TestTimeThatIsOverLeavesSocketsResolvingNotNobodys(t *testing.T) {
	b := newBench(t, three)
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

func TestListOfProcessesThatCannotBeReadIsAnError(t *testing.T) {
	b := newBench(t, three)
	if err := os.RemoveAll(b.root); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Find(t.Context(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestProcessWithManyDescriptorsIsGrantedMoreTime(t *testing.T) {
	b := newBench(t, three)
	granted := map[int]time.Duration{}
	b.guard = func(_ context.Context, pid int, more time.Duration, read func()) error {
		granted[pid] = more
		read()
		return nil
	}
	b.find()
	b.read(t.Context(), b.table[7], mark{count: 100_000})
	if got := granted[7]; got < time.Second {
		t.Errorf("granted %v for 100,000 descriptors", got)
	}
	if got := b.count(t.Context(), b.table[7], mark{}); got != 3 {
		t.Errorf("counted %d descriptors where the kernel does not tell, want 3", got)
	}
}

func TestProcessIsReadAgainWhenWhatCanBeSeenOfItChanges(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, c := range []struct {
		what string
		e    entry
		sees mark
		want bool
	}{
		{"nothing", entry{}, mark{1, 5}, false},
		{"the number of descriptors", entry{}, mark{1, 6}, true},
		{"the directory", entry{}, mark{2, 5}, true},
		{"time", entry{due: now}, mark{1, 5}, true},
		{"it was not read", entry{unread: true}, mark{1, 5}, true},
		{"the number of what is denied", entry{denied: true}, mark{1, 6}, false},
	} {
		c.e.mark = mark{1, 5}
		if c.e.due.IsZero() {
			c.e.due = now.Add(time.Second)
		}
		if got := c.e.changed(c.sees, now); got != c.want {
			t.Errorf("%s: read again %v, want %v", c.what, got, c.want)
		}
	}
}
