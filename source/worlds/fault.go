package worlds

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Fault is a replacement for a file of /proc.
type Fault struct {
	Name string
	Text []byte // content of the file
	FIFO bool   // opening it for reading blocks, like a read in uninterruptible sleep
	Cut  int    // keep only this many bytes of the real file
}

// Faults are the ways in which a file of /proc can be wrong.
var Faults = []Fault{
	{Name: "FIFO", FIFO: true},
	{Name: "empty"},
	{Name: "garbage", Text: []byte("\xff\x00)( \x1b[2J -1 99999999999999999999 :\n\n:::\n0: 0:0 0:0\n")},
	{Name: "3 MB", Text: bytes.Repeat([]byte("1 (x) S 2 "), 300_000)},
	{Name: "truncated", Cut: 9},
}

// MountFault mounts a fault over a file of /proc until the end of the test. The test needs its own mount
// namespace (PID).
func MountFault(t testing.TB, path string, f Fault) {
	t.Helper()
	path, err := filepath.EvalSymlinks(path)
	must(t, err)
	replacement := filepath.Join(t.TempDir(), filepath.Base(path))
	switch {
	case f.FIFO:
		must(t, syscall.Mkfifo(replacement, 0o644))
	case f.Cut > 0:
		whole, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(replacement, whole[:min(f.Cut, len(whole))], 0o644))
	default:
		must(t, os.WriteFile(replacement, f.Text, 0o644))
	}
	over := replacement
	if dir := filepath.Dir(path); filepath.Base(dir) == "net" {
		// Linux drops mounts over single files in this directory at the next lookup, because
		// it does not cache their names (since 5.8). So the whole directory is replaced.
		copyOthers(t, dir, replacement)
		path, over = dir, filepath.Dir(replacement)
	}
	must(t, unix.Mount(over, path, "", unix.MS_BIND, ""))
	t.Cleanup(func() {
		must(t, unix.Unmount(path, unix.MNT_DETACH))
		if !f.FIFO {
			return
		}
		// Open the FIFO for writing and close it, to release blocked readers.
		if w, err := os.OpenFile(replacement, os.O_RDWR|syscall.O_NONBLOCK, 0); err == nil {
			w.Close()
		}
	})
}

// copyOthers copies the other files of /proc/PID/net that berth reads into the directory of stand.
func copyOthers(t testing.TB, dir, replacement string) {
	t.Helper()
	for _, name := range []string{"tcp", "tcp6", "udp", "udp6", "netstat", "snmp", "sockstat", "sockstat6"} {
		to := filepath.Join(filepath.Dir(replacement), name)
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil && to != replacement {
			must(t, os.WriteFile(to, text, 0o644))
		}
	}
}
