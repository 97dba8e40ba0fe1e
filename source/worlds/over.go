package worlds

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Fault is what stands in place of a file of /proc.
type Fault struct {
	Name string
	Text []byte // of the file
	FIFO bool   // opening it to read blocks for ever, as a read in uninterruptible sleep does
	Cut  int    // only so many bytes of what stands there
}

// Faults are ways in which a file of /proc can be wrong.
var Faults = []Fault{
	{Name: "FIFO", FIFO: true},
	{Name: "empty"},
	{Name: "garbage", Text: []byte("\xff\x00)( \x1b[2J -1 99999999999999999999 :\n\n:::\n0: 0:0 0:0\n")},
	{Name: "3 MB", Text: bytes.Repeat([]byte("1 (x) S 2 "), 300_000)},
	{Name: "truncated", Cut: 9},
}

// Over mounts a fault over a file of /proc until the test ends. It needs a mount
// namespace of the test's own (PID).
func Over(t testing.TB, path string, f Fault) {
	t.Helper()
	path, err := filepath.EvalSymlinks(path)
	must(t, err)
	stand := filepath.Join(t.TempDir(), filepath.Base(path))
	switch {
	case f.FIFO:
		must(t, syscall.Mkfifo(stand, 0o644))
	case f.Cut > 0:
		whole, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(stand, whole[:min(f.Cut, len(whole))], 0o644))
	default:
		must(t, os.WriteFile(stand, f.Text, 0o644))
	}
	over := stand
	if dir := filepath.Dir(path); filepath.Base(dir) == "net" {
		// Linux takes mounts off single files in there at the next look, as their
		// names are never cached (since 5.8); so the whole directory gives way.
		beside(t, dir, stand)
		path, over = dir, filepath.Dir(stand)
	}
	must(t, unix.Mount(over, path, "", unix.MS_BIND, ""))
	t.Cleanup(func() {
		must(t, unix.Unmount(path, unix.MNT_DETACH))
		if !f.FIFO {
			return
		}
		// Whoever waits for a writer gets one, and then the end.
		if w, err := os.OpenFile(stand, os.O_RDWR|syscall.O_NONBLOCK, 0); err == nil {
			w.Close()
		}
	})
}

// beside copies what berth reads of /proc/PID/net to where one file of it stands.
func beside(t testing.TB, dir, stand string) {
	t.Helper()
	for _, name := range []string{"tcp", "tcp6", "udp", "udp6", "netstat", "snmp", "sockstat", "sockstat6"} {
		to := filepath.Join(filepath.Dir(stand), name)
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil && to != stand {
			must(t, os.WriteFile(to, text, 0o644))
		}
	}
}
