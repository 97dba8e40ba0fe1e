package owners

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	prom "github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m, worlds.Roles{"become": become}) }

// become opens a socket that survives exec and one that does not. On request it
// executes another program.
func become(s *worlds.Stage) error {
	for _, flag := range []int{0, unix.SOCK_CLOEXEC} {
		if _, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|flag, 0); err != nil {
			return err
		}
	}
	s.Ready()
	s.Hear()
	if err := os.Setenv("BERTH_TEST_ROLE", "hold"); err != nil {
		return err
	}
	return syscall.Exec("/proc/self/exe", []string{"after"}, os.Environ())
}

// kernel is a Finder over the processes of the test's own PID namespace.
type kernel struct {
	*Finder
	t      testing.TB
	clock  time.Time
	reads  []int
	probed []int         // those of them that were probed
	last   func(pid int) // called during a read
}

func newKernel(t testing.TB) *kernel {
	t.Helper()
	k := &kernel{t: t, clock: time.Unix(1000, 0)}
	start := func(pid int) (uint64, error) {
		p, err := prom.NewProc(pid)
		if err != nil {
			return 0, err
		}
		stat, err := p.Stat()
		return stat.Starttime, err
	}
	f, err := Open("/proc", k.inTurn, start, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	f.now = func() time.Time { return k.clock }
	k.Finder = f
	return k
}

func (k *kernel) inTurn(ctx context.Context, next func() (int, time.Duration, func(), func(error))) {
	for ctx.Err() == nil {
		pid, _, read, done := next()
		if read == nil {
			return
		}
		if k.reads = append(k.reads, pid); k.batch.mode == modeProbe {
			k.probed = append(k.probed, pid)
		}
		if read(); k.last != nil {
			k.last(pid)
		}
		done(nil)
	}
}

// pass advances the clock by a second and runs Find.
func (k *kernel) pass(inodes []uint64) *Found {
	k.t.Helper()
	k.clock, k.reads, k.probed = k.clock.Add(time.Second), k.reads[:0], k.probed[:0]
	found, err := k.Find(k.t.Context(), inodes)
	if err != nil {
		k.t.Fatal(err)
	}
	return found
}

// socketsOf reads every link of a process, in the simplest way.
func socketsOf(t testing.TB, pid int) map[uint64]bool {
	t.Helper()
	inodes := map[uint64]bool{}
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		target, _ := os.Readlink(filepath.Join(dir, name.Name()))
		rest, ok := strings.CutPrefix(target, "socket:[")
		if !ok {
			continue
		}
		inode, err := strconv.ParseUint(strings.TrimSuffix(rest, "]"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		inodes[inode] = true
	}
	return inodes
}

// allOwners lists the owners of every socket.
func allOwners(t testing.TB) map[uint64][]int32 {
	t.Helper()
	names, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	holders := map[uint64][]int32{}
	for _, name := range names {
		pid, _ := strconv.Atoi(filepath.Base(name))
		for inode := range socketsOf(t, pid) {
			holders[inode] = append(holders[inode], int32(pid))
		}
	}
	for _, pids := range holders {
		slices.Sort(pids)
	}
	return holders
}

// checkAllOwners looks for the sockets of all processes and fails if the Finder answers anything
// else.
func (k *kernel) checkAllOwners(when string) {
	k.t.Helper()
	socketsOf := allOwners(k.t)
	found := k.pass(slices.Sorted(maps.Keys(socketsOf)))
	k.compare(when, socketsOf, found)
}

func (k *kernel) compare(when string, socketsOf map[uint64][]int32, found *Found) {
	k.t.Helper()
	got := map[uint64][]int32{}
	for inode := range socketsOf {
		numbers, status := found.Of(nil, inode)
		if status != model.OwnerKnown {
			k.t.Errorf("%s: socket %d has status %v, held by %v", when, inode, status, socketsOf[inode])
		}
		for _, number := range numbers {
			got[inode] = append(got[inode], found.ID(number).PID)
		}
	}
	if diff := cmp.Diff(socketsOf, got); diff != "" {
		k.t.Fatalf("%s: holders differ (-census +found):\n%s", when, diff)
	}
	k.checkSums(when)
}

// checkSums fails if the sums of a process are wrong.
func (k *kernel) checkSums(when string) {
	k.t.Helper()
	for _, e := range k.entries {
		var socketsOf, asked, alive int
		for _, s := range e.slots {
			if s.inode == 0 {
				continue
			}
			socketsOf++
			known := k.index.find(s.inode)
			if known.seen != 0 {
				asked++
			}
			if known.seen == k.Finder.tick {
				alive++
			}
		}
		if socketsOf != e.sockets || asked != e.requested || alive != e.requestedNow {
			k.t.Errorf("%s: process %d holds %d sockets, %d asked for, %d alive; its sums say %d, %d, %d",
				when, e.id.PID, socketsOf, asked, alive, e.sockets, e.requested, e.requestedNow)
		}
	}
}
