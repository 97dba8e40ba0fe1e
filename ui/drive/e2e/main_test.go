// Package e2e proves the built program from end to end: on a real pty, through a
// real sshd, inside tmux. Each test has namespaces of its own with their own
// /proc, so that berth sees the processes of this test and no others, and no
// signal can reach anybody else.
package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// built names the program under test for the processes that run the tests.
const built = "BERTH_TEST_PROGRAM"

// TestMain builds the program once, then runs the tests in a child that knows
// where it is. The child's own children, the helpers among them, know it too.
func TestMain(m *testing.M) {
	if os.Getenv(built) != "" {
		worlds.Main(m, worlds.Roles{"parent": parent})
	}
	code, err := around()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

// around builds the program, runs this test binary again and cleans up.
func around() (code int, err error) {
	dir, err := os.MkdirTemp("", "berth-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	// Inside a namespace with other users in it, those must be able to run it.
	if err := os.Chmod(dir, 0o755); err != nil {
		return 0, err
	}
	program := filepath.Join(dir, "berth")
	build := exec.Command("go", append([]string{"build", "-o", program}, append(buildFlags, "berth")...)...)
	build.Env = append(os.Environ(), buildEnv...)
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build berth: %w\n%s", err, out)
	}
	again := exec.Command("/proc/self/exe", os.Args[1:]...)
	again.Args[0] = os.Args[0]
	again.Env = append(os.Environ(), built+"="+program)
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	again.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // Linux sends it when the thread that forked ends
	if exit := new(exec.ExitError); errors.As(again.Run(), &exit) {
		return max(exit.ExitCode(), 1), nil
	} else if !again.ProcessState.Exited() {
		return 1, nil
	}
	return 0, nil
}

// depend makes the go command run these tests again when the program has
// changed. It remembers which files a test looked at, but the program is built
// by a go command of our own.
var depend = sync.OnceFunc(func() {
	for _, name := range []string{"main.go", "go.mod", "go.sum", "model", "source", "ui"} {
		_ = filepath.WalkDir(filepath.Join("..", "..", "..", name), func(path string, _ os.DirEntry, _ error) error {
			_, _ = os.Stat(path) // that it was asked for is what counts
			return nil
		})
	}
})

// inside runs a test in a network, a PID and a mount namespace of its own.
func inside(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	within(t, 0, body)
}

// within is inside with more than that to itself.
func within(t *testing.T, more worlds.Namespaces, body func(t *testing.T)) {
	t.Helper()
	depend()
	worlds.Inside(t, worlds.Net|worlds.PID|more, body)
}

// program is the built program with arguments.
func program(args ...string) *exec.Cmd {
	depend()
	return exec.Command(os.Getenv(built), args...)
}

// start starts the dashboard and waits for its first frame.
func start(t *testing.T, args ...string) *drive.Terminal {
	t.Helper()
	return ready(drive.Open(t, program(args...), drive.Options{}))
}

// ready waits for the frame to be whole.
func ready(terminal *drive.Terminal) *drive.Terminal {
	return terminal.WaitFor(drive.Shows("berth", "EPHEMERAL", "Ports", "PROTO", "filter"))
}

// leaves fails the test unless the program ends with this code, having
// put everything back and asked nothing.
func leaves(t *testing.T, terminal *drive.Terminal, code int) {
	t.Helper()
	if got := terminal.Exit(); got != code {
		t.Errorf("exit code %d, want %d\n%s", got, code, terminal.Screen())
	}
	if err := terminal.Restored(); err != nil {
		t.Errorf("the terminal is not restored: %v", err)
	}
	if name := terminal.Asked(); name != "" {
		t.Errorf("the terminal was asked for %s", name)
	}
}
