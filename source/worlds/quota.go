package worlds

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// period is what a quota is a share of, in microseconds; the kernel's own default.
const period = 100_000

// Quota gives a process so many percent of one core until the test ends, by a
// cgroup of its own. It skips where this kernel lets nobody make one: that takes
// root, and on version 2 that the root of the tree hands the cpu controller on.
func Quota(t testing.TB, pid, percent int) {
	t.Helper()
	name := fmt.Sprintf("berth-test-%d-%d", os.Getpid(), pid)
	quota := strconv.Itoa(period * percent / 100)
	var why error
	for _, tree := range []struct{ at, file, value string }{
		{"/sys/fs/cgroup", "cpu.max", quota + " " + strconv.Itoa(period)},
		{"/sys/fs/cgroup/cpu", "cpu.cfs_quota_us", quota},
	} {
		dir := filepath.Join(tree.at, name)
		if _, why = os.Stat(filepath.Join(tree.at, "cgroup.procs")); why != nil { // version 1 has no cgroups at its top
			continue
		}
		if why = os.Mkdir(dir, 0o755); why != nil {
			continue
		}
		t.Cleanup(func() { // it can go when its last process has gone
			Until(t, "the cgroup "+dir+" to be empty", func() bool {
				err := os.Remove(dir)
				return err == nil || os.IsNotExist(err)
			})
		})
		if why = set(filepath.Join(dir, tree.file), tree.value); why != nil {
			continue
		}
		if why = set(filepath.Join(dir, "cgroup.procs"), strconv.Itoa(pid)); why == nil {
			return
		}
	}
	t.Skipf("SKIPPED: this kernel lets us limit no process by a cgroup: %v", why)
}

// set writes a file of the kernel's, and makes none where there is no such.
func set(path, value string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(value)
	return err
}
