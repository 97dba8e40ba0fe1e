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

// become opens a socket that survives exec and one that does not, and when it
// is asked to becomes another program.
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

// kernel is a Finder over the processes of a PID namespace of the test's own.
type kernel struct {
	*Finder
	t      testing.TB
	clock  time.Time
	reads  []int
	probed []int         // those of them that were looked at in part
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
		if k.reads = append(k.reads, pid); k.batch.way == probes {
			k.probed = append(k.probed, pid)
		}
		if read(); k.last != nil {
			k.last(pid)
		}
		done(nil)
	}
}

// pass lets a second pass and looks for sockets.
func (k *kernel) pass(inodes []uint64) *Found {
	k.t.Helper()
	k.clock, k.reads, k.probed = k.clock.Add(time.Second), k.reads[:0], k.probed[:0]
	found, err := k.Find(k.t.Context(), inodes)
	if err != nil {
		k.t.Fatal(err)
	}
	return found
}

// held reads every link of a process, as anybody would.
func held(t testing.TB, pid int) map[uint64]bool {
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

// census lists who holds which socket.
func census(t testing.TB) map[uint64][]int32 {
	t.Helper()
	names, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	holders := map[uint64][]int32{}
	for _, name := range names {
		pid, _ := strconv.Atoi(filepath.Base(name))
		for inode := range held(t, pid) {
			holders[inode] = append(holders[inode], int32(pid))
		}
	}
	for _, pids := range holders {
		slices.Sort(pids)
	}
	return holders
}

// agree looks for all sockets of the census and fails where the Finder says
// anything else.
func (k *kernel) agree(when string) {
	k.t.Helper()
	held := census(k.t)
	found := k.pass(slices.Sorted(maps.Keys(held)))
	k.compare(when, held, found)
}

func (k *kernel) compare(when string, held map[uint64][]int32, found *Found) {
	k.t.Helper()
	got := map[uint64][]int32{}
	for inode := range held {
		numbers, status := found.Of(nil, inode)
		if status != model.OwnerKnown {
			k.t.Errorf("%s: socket %d has status %v, held by %v", when, inode, status, held[inode])
		}
		for _, number := range numbers {
			got[inode] = append(got[inode], found.ID(number).PID)
		}
	}
	if diff := cmp.Diff(held, got); diff != "" {
		k.t.Fatalf("%s: holders differ (-census +found):\n%s", when, diff)
	}
	k.sums(when)
}

// sums fails where the sums of a process are not what they stand for.
func (k *kernel) sums(when string) {
	k.t.Helper()
	for _, e := range k.entries {
		var held, asked, alive int
		for _, s := range e.slots {
			if s.inode == 0 {
				continue
			}
			held++
			known := k.index.find(s.inode)
			if known.seen != 0 {
				asked++
			}
			if known.seen == k.Finder.tick {
				alive++
			}
		}
		if held != e.held || asked != e.asked || alive != e.alive {
			k.t.Errorf("%s: process %d holds %d sockets, %d asked for, %d alive; its sums say %d, %d, %d",
				when, e.id.PID, held, asked, alive, e.held, e.asked, e.alive)
		}
	}
}
