// Package e2e tests the built program from end to end: on a real pty, through a real sshd,
// inside tmux. Each test has its own namespaces and its own /proc, so that berth sees only
// the processes of this test, and its signals cannot reach others.
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

// built is the variable with the path of the program under test.
const built = "BERTH_TEST_PROGRAM"

// TestMain builds the program once, then runs the tests in a child process that gets its
// path in the environment. Helper processes inherit it.
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

// around builds the program, runs this test binary again, and cleans up.
func around() (code int, err error) {
	dir, err := os.MkdirTemp("", "berth-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	// Other users in a namespace of a test must be able to run it.
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
	runtime.LockOSThread() // Linux sends the signal when the thread that forked ends
	if exit := new(exec.ExitError); errors.As(again.Run(), &exit) {
		return max(exit.ExitCode(), 1), nil
	} else if !again.ProcessState.Exited() {
		return 1, nil
	}
	return 0, nil
}

// depend makes the go command run these tests again when the source of the program has
// changed. The go command caches a test result until a file that the test has opened
// changes, but it does not know which files our own go build reads.
var depend = sync.OnceFunc(func() {
	for _, name := range []string{"main.go", "go.mod", "go.sum", "model", "source", "ui"} {
		_ = filepath.WalkDir(filepath.Join("..", "..", "..", name), func(path string, _ os.DirEntry, _ error) error {
			_, _ = os.Stat(path) // only the access counts
			return nil
		})
	}
})

// inside runs a test in its own network, PID and mount namespace.
func inside(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	within(t, 0, body)
}

// within is inside with additional namespaces.
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

// ready waits until the frame is complete.
func ready(terminal *drive.Terminal) *drive.Terminal {
	return terminal.WaitFor(drive.Shows("berth", "EPHEMERAL", "Ports", "PROTO", "filter"))
}

// leaves fails the test unless the program ends with this code, has restored the terminal,
// and has not queried it.
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
