package worlds

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// meek is the niceness at which a process gets a tenth of a core that it shares
// with one at niceness 0: the scheduler weighs them 110 to 1024.
const meek = 10

// Starve leaves a process about a tenth of one core until the test ends: it
// shares that core with a loop that never ends, and is nicer than that. No cgroup
// is made for it, as that would be one of the host's.
func Starve(t testing.TB, pid int) {
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
	// Where sessions are scheduled as groups, niceness counts inside of one only.
	group := fmt.Sprintf("/proc/%d/autogroup", pid)
	if err := os.WriteFile(group, []byte(strconv.Itoa(meek)), 0); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for before := -1; before != len(done); { // threads that started meanwhile
		before = len(done)
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
		if err != nil {
			t.Fatal(err)
		}
		for _, thread := range threads {
			id, _ := strconv.Atoi(filepath.Base(thread))
			if done[thread] = true; errors.Join(unix.SchedSetaffinity(id, &one), unix.Setpriority(unix.PRIO_PROCESS, id, meek)) != nil {
				t.Fatalf("slow thread %d down", id)
			}
		}
	}
}

// spin: CORE: never rests.
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
	over := make(chan struct{})
	go func() {
		s.Wait()
		close(over)
	}()
	s.Ready()
	for {
		select {
		case <-over:
			return nil
		default:
		}
	}
}
