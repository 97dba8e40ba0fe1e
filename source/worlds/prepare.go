package worlds

import (
	"testing"

	"golang.org/x/sys/unix"
)

// prepare prepares the new namespaces.
func prepare(t *testing.T, namespaces Namespaces) {
	t.Helper()
	if namespaces&PID != 0 {
		mountProc(t)
	}
	if namespaces&Net != 0 {
		raiseLoopback(t)
	}
}

// mountProc mounts a /proc of the new PID namespace. It makes mounts private first, so that the
// mount does not spread to the machine.
func mountProc(t *testing.T) {
	t.Helper()
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Fatalf("make mounts private: %v", err)
	}
	// In a container with a partly masked /proc, mounting a new one is denied (since Linux 4.2),
	// because it would show what was masked.
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		t.Skipf("SKIPPED: this kernel does not allow mounting a new /proc (%v); the existing one must not be masked", err)
	}
}

// raiseLoopback sets lo up, which is down in a new network namespace. lo then also has ::1 if the
// machine has IPv6.
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
