// Package e2e runs the commands check, kill, close and probe as a shell does, on a real
// kernel, in namespaces of the test.
package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"berth/model"
	"berth/source"
	"berth/source/worlds"
	"berth/ui/cli"
)

// marker is the variable that makes this test binary run as berth.
const marker = "BERTH_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(marker) != "" {
		open := func(ctx context.Context, backend model.Backend) (*model.Machine, error) {
			return source.Open(ctx, source.Spec{Root: "/proc", Etc: "/etc", Backend: backend})
		}
		os.Exit(cli.Main(os.Args[1:], cli.Program{Version: "test", Open: open}))
	}
	worlds.Main(m)
}

// nobody is the ID of a user without rights.
const nobody = 65534

// answer is the output of a command and its exit code.
type answer struct {
	code     int
	out, err string
}

// berth runs a command as root of the test's namespaces.
func berth(t *testing.T, args ...string) answer {
	t.Helper()
	return berthAs(t, 0, args...)
}

func berthAs(t *testing.T, user int, args ...string) answer {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Args[0] = "berth"
	cmd.Env = append(os.Environ(), marker+"=1")
	if user != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(user), Gid: uint32(user)}}
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatalf("run berth %q: %v", args, err)
	}
	return answer{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// want fails the test if a command ended with another code, or did not print a text.
func (a answer) want(t *testing.T, code int, said ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("exit code %d, want %d\n%s%s", a.code, code, a.out, a.err)
	}
	for _, text := range said {
		if !strings.Contains(a.out+a.err, text) {
			t.Errorf("%q is missing in:\n%s%s", text, a.out, a.err)
		}
	}
}

func set(t *testing.T, name, value string) {
	t.Helper()
	if err := os.WriteFile("/proc/sys/net/ipv4/"+name, []byte(value), 0); err != nil {
		t.Fatal(err)
	}
}

func text(port uint16) string { return fmt.Sprint(port) }
