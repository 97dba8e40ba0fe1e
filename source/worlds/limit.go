package worlds

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// niceness is the niceness that leaves a process a tenth of a core that it shares with a process at
// niceness 0: the scheduler weights them 110 to 1024.
const niceness = 10

// LimitCPU limits a process to about a tenth of one core until the end of the test: the process shares
// that core with a busy loop and has a higher niceness. Starve uses no cgroup, because it would belong
// to the host.
func LimitCPU(t testing.TB, pid int) {
	t.Helper()
	var allowed, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		t.Fatal(err)
	}
	core := 0
	for !allowed.IsSet(core) {
		core++
	}
	one.Set(core)
	Helper(t, "spin", strconv.Itoa(core))
	// If the scheduler groups tasks by session, niceness counts only within a group.
	group := fmt.Sprintf("/proc/%d/autogroup", pid)
	if err := os.WriteFile(group, []byte(strconv.Itoa(niceness)), 0); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for before := -1; before != len(done); { // repeat for threads that started meanwhile
		before = len(done)
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
		if err != nil {
			t.Fatal(err)
		}
		for _, thread := range threads {
			id, _ := strconv.Atoi(filepath.Base(thread))
			if done[thread] = true; errors.Join(unix.SchedSetaffinity(id, &one), unix.Setpriority(unix.PRIO_PROCESS, id, niceness)) != nil {
				t.Fatalf("limit thread %d", id)
			}
		}
	}
}

// spin CORE keeps a core busy.
func spin(s *Stage) error {
	core, err := strconv.Atoi(s.Arg(0, "0"))
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	var one unix.CPUSet
	one.Set(core)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return err
	}
	var over atomic.Bool
	go func() {
		s.Wait()
		over.Store(true)
	}()
	s.Ready()
	for !over.Load() {
	}
	return nil
}
