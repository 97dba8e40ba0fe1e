package worlds

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model/patience"
)

// Room is what a test has to itself inside.
type Room uint8

// The rooms. A new user namespace is always part of it: it is what lets an
// ordinary user make the others.
const (
	Net   Room = 1 << iota // a network namespace: no sockets, sysctls of its own, lo is up
	PID                    // PID and mount namespaces with a fresh /proc: the test is PID 1 and nobody else is there
	Users                  // every user id exists inside, not only root; only root can make this
)

// itself is the running test binary, even for a user who may not walk the path to it.
const itself = "/proc/self/exe"

// marker names the test whose body is to run in this process.
const marker = "BERTH_TEST_INSIDE"

// Inside runs body in namespaces of its own. The test starts its own binary
// anew in there, which comes to this call again and then runs the body; out
// here its output is mirrored, and it passes, fails or skips as it did inside.
// Where the kernel refuses the namespaces, the test skips and says what is missing.
//
// Nothing but the call should stand in the test: what stands around it runs twice.
func Inside(t *testing.T, rooms Room, body func(t *testing.T)) {
	t.Helper()
	if os.Getenv(marker) == t.Name() {
		furnish(t, rooms)
		body(t)
		return
	}
	if rooms&Users != 0 && os.Getuid() != 0 {
		t.Skip("SKIPPED: other users inside a user namespace need root outside of it")
	}
	out, err := again(t, rooms)
	for tries := 0; tries < 3 && strings.Contains(out, lost); tries++ {
		out, err = again(t, rooms)
	}
	switch {
	case refused(err):
		t.Skipf("SKIPPED: this kernel lets us make no namespaces (%v); needed are unprivileged user namespaces, or root with CAP_SYS_ADMIN", err)
	case err != nil:
		t.Fatalf("inside: %v\n%s", err, out)
	case strings.Contains(out, "--- SKIP: "+t.Name()+" "):
		t.Skipf("inside:\n%s", out)
	case !strings.Contains(out, "--- PASS: "+t.Name()+" "):
		t.Fatalf("inside, the test did not run:\n%s", out)
	}
	t.Logf("inside:\n%s", out)
}

// again runs this one test in a child with namespaces of its own.
func again(t *testing.T, rooms Room) (string, error) {
	limit := patience.Of(t)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()

	// The test's timeout comes first, because it prints where it hung.
	cmd := exec.CommandContext(ctx, itself, "-test.v", "-test.run="+only(t.Name()), "-test.timeout="+(limit*9/10).String())
	cmd.Env = environ(marker + "=" + t.Name())
	cmd.SysProcAttr = isolation(rooms)
	cmd.WaitDelay = time.Second

	// Linux sends Pdeathsig when the thread that forked ends, not the process.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(out), err
}

func isolation(rooms Room) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	if rooms&Net != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWNET
	}
	if rooms&PID != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWPID | syscall.CLONE_NEWNS
	}
	if rooms&Users != 0 {
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 65536}}
		attr.GidMappings = attr.UidMappings
		attr.GidMappingsEnableSetgroups = true
	}
	return attr
}

// refused reports whether the namespaces could not be made, as opposed to a
// test that failed in them.
func refused(err error) bool {
	for _, no := range []error{unix.EPERM, unix.EACCES, unix.ENOSPC, unix.EUSERS, unix.EINVAL, unix.ENOSYS} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// only is a -test.run pattern that matches one test, or one subtest.
func only(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// environ is our environment with more in it, for a child of this binary. The
// race detector sleeps one second at every exit, to let other threads report;
// a child has waited for what matters.
func environ(more ...string) []string {
	return append(os.Environ(), append(more, "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))...)
}
