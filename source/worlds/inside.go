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

// Namespaces is a set of namespaces that a test runs in.
type Namespaces uint8

// The namespaces. A new user namespace is always included: it allows an ordinary user to create
// the others.
const (
	Net   Namespaces = 1 << iota // a network namespace without sockets, with its own sysctls; lo is up
	PID                          // PID and mount namespaces with a new /proc; the test is PID 1 and starts alone
	Users                        // all user ids exist inside, not only root; needs root outside
)

// itself is the running test binary. It also works for a user who may not access its path.
const itself = "/proc/self/exe"

// insideVariable names the test whose body this process must run.
const insideVariable = "BERTH_TEST_INSIDE"

// Inside runs body in new namespaces. The test executes its own binary in them, which reaches this
// call again and then runs body. Outside, the test prints the output from inside, and passes,
// fails or skips as it did inside. If the kernel denies the namespaces, the test skips and says
// what is missing.
//
// The test should contain nothing but this call, because everything else in it runs twice.
func Inside(t *testing.T, namespaces Namespaces, body func(t *testing.T)) {
	t.Helper()
	if os.Getenv(insideVariable) == t.Name() {
		prepare(t, namespaces)
		body(t)
		return
	}
	if namespaces&Users != 0 && os.Getuid() != 0 {
		t.Skip("SKIPPED: several users inside a user namespace need root outside")
	}
	out, err := runInside(t, namespaces)
	for tries := 0; tries < 3 && strings.Contains(out, errPIDTaken); tries++ {
		out, err = runInside(t, namespaces)
	}
	switch {
	case namespacesDenied(err):
		t.Skipf("SKIPPED: this kernel does not allow new namespaces (%v); needs unprivileged user namespaces, or root with CAP_SYS_ADMIN", err)
	case err != nil:
		t.Fatalf("inside: %v\n%s", err, out)
	case strings.Contains(out, "--- SKIP: "+t.Name()+" "):
		t.Skipf("inside:\n%s", out)
	case !strings.Contains(out, "--- PASS: "+t.Name()+" "):
		t.Fatalf("inside, the test did not run:\n%s", out)
	}
	t.Logf("inside:\n%s", out)
}

// runInside runs only this test, in a child with new namespaces.
func runInside(t *testing.T, namespaces Namespaces) (string, error) {
	limit := patience.Of(t)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()

	// The timeout of the test comes first, because it prints where the test hangs.
	cmd := exec.CommandContext(ctx, itself, "-test.v", "-test.run="+exactPattern(t.Name()), "-test.timeout="+(limit*9/10).String())
	cmd.Env = environ(insideVariable + "=" + t.Name())
	cmd.SysProcAttr = isolation(namespaces)
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

func isolation(namespaces Namespaces) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	if namespaces&Net != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWNET
	}
	if namespaces&PID != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWPID | syscall.CLONE_NEWNS
	}
	if namespaces&Users != 0 {
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 65536}}
		attr.GidMappings = attr.UidMappings
		attr.GidMappingsEnableSetgroups = true
	}
	return attr
}

// namespacesDenied reports whether the namespaces could not be created, as opposed to a test that failed
// inside.
func namespacesDenied(err error) bool {
	for _, no := range []error{unix.EPERM, unix.EACCES, unix.ENOSPC, unix.EUSERS, unix.EINVAL, unix.ENOSYS} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// exactPattern returns a -test.run pattern that matches only one test or subtest.
func exactPattern(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// environ is our environment with additions, for a child of this binary. It disables the one second
// that the race detector sleeps at exit so that other threads can report: a child has already
// waited for everything that matters.
func environ(more ...string) []string {
	return append(os.Environ(), append(more, "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))...)
}
