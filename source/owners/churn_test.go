package owners

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func ask(t testing.TB, p *worlds.Process, line string) {
	t.Helper()
	if got := p.Ask(line); got != "done" {
		t.Fatalf("asked to %q, it answered %q", line, got)
	}
}

func TestOwnersStayCorrectUnderChurn(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		small, medium, large := worlds.Helper(t, "hoard", "50"), worlds.Helper(t, "hoard", "1500"), worlds.Helper(t, "hoard", "5000")
		k.checkAllOwners("at first")
		for _, p := range []*worlds.Process{small, medium, large} {
			for _, line := range []string{
				"churn 40", "close 20", "open 30", "file 5", "churn 1", "open 1", "close 45", "churn 5", "open 700", "close 600", "churn 300",
			} {
				ask(t, p, line)
				k.checkAllOwners(line)
			}
		}
		for i := range 20 {
			for _, p := range []*worlds.Process{small, medium, large} {
				ask(t, p, "churn 50")
				if i%3 == 0 {
					ask(t, p, "open 20")
				}
				if i%5 == 0 {
					ask(t, p, "close 35")
				}
			}
			k.checkAllOwners(fmt.Sprint("tick ", i))
		}
	})
}

func TestTickWithoutChangesReadsNothing(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		worlds.Helper(t, "hoard", "3000")
		k.checkAllOwners("at first")
		k.sweeper.last = k.clock.Add(time.Second) // nothing is due for the sweeper
		if k.checkAllOwners("then"); len(k.reads) > 0 {
			t.Errorf("read %v", k.reads)
		}
	})
}

func TestProbesReadOnlyTheBusyServer(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		worlds.Helper(t, "hoard", "5000")
		p := worlds.Helper(t, "hoard", "5000")
		k.checkAllOwners("at first")
		k.checkAllOwners("then")
		for range 10 {
			ask(t, p, "churn 100")
			k.sweeper.last = k.clock.Add(time.Second) // nothing is due for the sweeper
			if k.checkAllOwners("churn"); !slices.Equal(k.reads, []int{p.PID}) {
				t.Errorf("read %v, want only %d, once", k.reads, p.PID)
			}
		}
	})
}

func TestServerThatGrewByThousandsIsReadInChunks(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		p := worlds.Helper(t, "hoard", "1500")
		k.checkAllOwners("at first")
		most := 0
		k.last = func(int) { most = max(most, len(k.reader.asked)) }
		ask(t, p, "open 9000")
		if k.checkAllOwners("9000 more"); most > chunk || !slices.Contains(k.probed, p.PID) {
			t.Errorf("%d descriptors in one read of %v, want %d at most", most, k.probed, chunk)
		}
		k.checkSums("9000 more")
	})
}

func TestOpenSocketsMissingFromTheTablesAreReadOnce(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		large := worlds.Helper(t, "hoard", "5000")
		k.checkAllOwners("at first")
		// Like connections after a reset: the kernel does not list them any more.
		reset, left := socketsOf(t, large.PID), allOwners(t)
		maps.DeleteFunc(left, func(inode uint64, _ []int32) bool { return reset[inode] })
		for i := range 3 {
			unknown := uint64(1)<<32 - 1 - uint64(i)
			k.pass(append(slices.Sorted(maps.Keys(left)), unknown))
			if want := i == 0; slices.Contains(k.probed, large.PID) != want {
				t.Errorf("tick %d: probed %v", i, k.probed)
			}
			k.checkSums("reset")
		}
	})
}

func TestSocketsAtUnlikelyDescriptorsAreFoundByAWalkOrASweep(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		small, large := worlds.Helper(t, "hoard", "50"), worlds.Helper(t, "hoard", "5000")
		k.checkAllOwners("at first")
		for _, p := range []*worlds.Process{small, large} {
			ask(t, p, "dup 7000")
			k.checkAllOwners("another number of a socket that is known")
			ask(t, p, "high 7001")
			k.pass(slices.Sorted(maps.Keys(allOwners(t))))
			k.checkAllOwners("a new socket far above all others, one tick later")
			ask(t, p, "swap 3")
			k.pass(slices.Sorted(maps.Keys(allOwners(t))))
			k.checkAllOwners("sockets in the place of files, one tick later")
		}
		before := slices.Sorted(maps.Keys(allOwners(t)))
		for _, p := range []*worlds.Process{small, large} {
			ask(t, p, "swap 2")
		}
		for range int(Refresh / time.Second) { // the new ones are not requested
			k.pass(before)
		}
		for inode, pids := range allOwners(t) {
			if s := k.index.find(uint32(inode)); s == nil || s.owner == nobody {
				t.Errorf("socket %d of %v was not found within %v", inode, pids, Refresh)
			}
		}
	})
}

func TestPassedInheritedAndSharedSocketsHaveTheirNewOwners(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		from, to := worlds.Helper(t, "listen"), worlds.Helper(t, "receive")
		k.checkAllOwners("at first")
		if got := from.Ask("pass " + to.Words[0]); got != "passed" {
			t.Fatalf("answered %q", got)
		}
		to.Hear()
		k.checkAllOwners("passed over a unix socket")

		forked := worlds.Helper(t, "fork", "3")
		k.checkAllOwners("shared by forked servers")
		forked.Stop()
		k.checkAllOwners("forked servers ended")

		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		own := os.NewFile(uintptr(fd), "socket")
		k.checkAllOwners("own")
		heir := worlds.Start(t, worlds.Spec{Role: "hold", Give: []*os.File{own}})
		k.checkAllOwners("inherited")
		own.Close()
		k.checkAllOwners("the heir alone")
		heir.Stop()
		k.checkAllOwners("nobody")
	})
}

func TestExecKeepsTheOwnerOfSocketsThatStayOpen(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		p := worlds.Helper(t, "become")
		k.checkAllOwners("before")
		before := allOwners(t)
		p.Ask("exec") // returns when the new program is ready
		k.checkAllOwners("after")
		if gone := len(before) - len(allOwners(t)); gone != 1 {
			t.Errorf("exec closed %d sockets, want 1", gone)
		}
	})
}

func TestProcessWithAReusedPIDOwnsItsSockets(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		const pid = 30000
		identity := func(found *Found) model.ProcessID {
			for inode, pids := range allOwners(t) {
				if slices.Equal(pids, []int32{pid}) {
					numbers, _ := found.Of(nil, inode)
					return found.ID(numbers[0])
				}
			}
			t.Fatal("it holds no socket")
			return model.ProcessID{}
		}
		first := worlds.Start(t, worlds.Spec{Role: "hoard", Args: []string{"20"}, PID: pid})
		k.checkAllOwners("at first")
		old := identity(&k.answer)
		first.Stop()
		worlds.Until(t, "a clock tick to pass", func() bool {
			second := worlds.Start(t, worlds.Spec{Role: "hoard", Args: []string{"20"}, PID: pid})
			k.checkAllOwners("the PID again")
			if identity(&k.answer) != old {
				return true
			}
			second.Stop() // it was started in the same clock tick of 10 ms
			return false
		})
	})
}

func TestInterruptedFindContinuesInTheNextTick(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		k := newKernel(t)
		small, large := worlds.Helper(t, "hoard", "5"), worlds.Helper(t, "hoard", "15000")
		holders := allOwners(t)
		inodes := slices.Sorted(maps.Keys(holders))
		status := func(pid int) map[model.OwnerStatus]int {
			n := map[model.OwnerStatus]int{}
			for inode := range socketsOf(t, pid) {
				_, status := k.answer.Of(nil, inode)
				n[status]++
			}
			return n
		}
		for read := chunk; read < 15000+chunk; read += chunk {
			ctx, cancel := context.WithCancel(t.Context())
			k.last = func(pid int) {
				if pid == large.PID {
					cancel()
				}
			}
			if _, err := k.Find(ctx, inodes); err != nil {
				t.Fatal(err)
			}
			cancel()
			if got := status(small.PID); got[model.OwnerKnown] != 5 {
				t.Errorf("the sockets of the small process are %v", got)
			}
			got, want := status(large.PID), min(read, 15000)
			if d := want - got[model.OwnerKnown]; d < 0 || d > 16 || got[model.OwnerKnown]+got[model.OwnerResolving] != 15000 {
				t.Errorf("after %d descriptors, the sockets of the large process are %v", read, got)
			}
		}
		k.last = nil
		k.compare("at last", holders, k.pass(inodes))
	})
}
