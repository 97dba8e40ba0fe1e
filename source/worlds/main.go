package worlds

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"testing"
)

// How a test tells its own binary to be a helper.
const (
	roleMarker = "BERTH_TEST_ROLE"
	roleArgs   = "BERTH_TEST_ROLE_ARGS" // separated by newlines
	roleComm   = "BERTH_TEST_ROLE_COMM"
)

// Role is what a helper process does. It calls Ready once, then waits for the
// end; what it returns as an error stands on stderr and fails the test.
type Role func(s *Stage) error

// Roles are roles by name.
type Roles map[string]Role

// Main is the TestMain of every package that starts helpers: it plays the role
// where the process was started as a helper, and runs the tests otherwise. A
// package may add roles of its own to those of this one.
func Main(m *testing.M, own ...Roles) {
	name, helper := os.LookupEnv(roleMarker)
	if !helper {
		os.Exit(m.Run())
	}
	roles := maps.Clone(roles)
	for _, more := range own {
		maps.Copy(roles, more)
	}
	if err := play(name, roles[name]); err != nil {
		fmt.Fprintf(os.Stderr, "helper %s: %v\n", name, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func play(name string, role Role) error {
	if role == nil {
		return fmt.Errorf("there is no such role")
	}
	// Writing one's comm file names the main thread, whichever thread writes;
	// prctl would name the thread that the goroutine happens to be on.
	if err := os.WriteFile("/proc/self/comm", []byte(os.Getenv(roleComm)), 0); err != nil {
		return err
	}
	s := &Stage{in: bufio.NewScanner(os.Stdin), out: os.Stdout}
	if args := os.Getenv(roleArgs); args != "" {
		s.Args = strings.Split(args, "\n")
	}
	return role(s)
}

// Stage is where a role plays: its arguments, and the line to the test.
type Stage struct {
	Args []string
	in   *bufio.Scanner
	out  io.Writer
}

// Arg is the i-th argument, or what it is when not given.
func (s *Stage) Arg(i int, otherwise string) string {
	if i < len(s.Args) {
		return s.Args[i]
	}
	return otherwise
}

// Ready tells the test that the helper has done what it was started for. The
// first word is the port, where it has one.
func (s *Stage) Ready(words ...any) { s.Say(append([]any{"ready"}, words...)...) }

// Say writes one line to the test.
func (s *Stage) Say(words ...any) { fmt.Fprintln(s.out, words...) }

// Hear waits for one line of the test; false when the test is done.
func (s *Stage) Hear() (string, bool) {
	ok := s.in.Scan()
	return s.in.Text(), ok
}

// Wait waits until the test is done.
func (s *Stage) Wait() {
	for s.in.Scan() {
	}
}
