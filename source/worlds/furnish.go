package worlds

import (
	"testing"

	"golang.org/x/sys/unix"
)

// furnish makes the new namespaces fit to live in.
func furnish(t *testing.T, rooms Room) {
	t.Helper()
	if rooms&PID != 0 {
		mountProc(t)
	}
	if rooms&Net != 0 {
		raiseLoopback(t)
	}
}

// mountProc shows the new PID namespace under /proc. What we mount must not
// spread to the machine, so propagation is cut first.
func mountProc(t *testing.T) {
	t.Helper()
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Fatalf("make mounts private: %v", err)
	}
	// A container whose own /proc is partly masked may not mount a fresh one:
	// since Linux 4.2 it would reveal what was masked.
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		t.Skipf("SKIPPED: this kernel lets us mount no fresh /proc (%v); its own must not be masked", err)
	}
}

// raiseLoopback brings lo up: in a new network namespace it is down. ::1
// comes with it where the machine has IPv6.
func raiseLoopback(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatalf("open a socket to raise lo: %v", err)
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	lo.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo); err != nil {
		t.Fatalf("raise lo: %v", err)
	}
}
