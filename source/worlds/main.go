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

// Environment variables that make a test binary a helper.
const (
	roleMarker = "BERTH_TEST_ROLE"
	roleArgs   = "BERTH_TEST_ROLE_ARGS" // separated by newlines
	roleComm   = "BERTH_TEST_ROLE_COMM"
)

// Role is what a helper process does. It calls Ready once and then waits for the end of the test.
// An error is printed to stderr and fails the test.
type Role func(s *Stage) error

// Roles are roles by name.
type Roles map[string]Role

// Main is the TestMain of every package that starts helpers. It plays the role if the process was
// started as a helper, and otherwise runs the tests. A package may add its own roles.
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
		return fmt.Errorf("unknown role")
	}
	// Writing to comm names the main thread, whichever thread writes. prctl would name only the
	// current thread.
	if err := os.WriteFile("/proc/self/comm", []byte(os.Getenv(roleComm)), 0); err != nil {
		return err
	}
	s := &Stage{in: bufio.NewScanner(os.Stdin), out: os.Stdout}
	if args := os.Getenv(roleArgs); args != "" {
		s.Args = strings.Split(args, "\n")
	}
	return role(s)
}

// Stage is what a role gets: its arguments and the connection to the test.
type Stage struct {
	Args []string
	in   *bufio.Scanner
	out  io.Writer
}

// Arg returns the i-th argument, or otherwise if there is none.
func (s *Stage) Arg(i int, otherwise string) string {
	if i < len(s.Args) {
		return s.Args[i]
	}
	return otherwise
}

// Ready tells the test that the helper is ready. If the helper has a port, it is the first word.
func (s *Stage) Ready(words ...any) { s.Say(append([]any{"ready"}, words...)...) }

// Say sends one line to the test.
func (s *Stage) Say(words ...any) { fmt.Fprintln(s.out, words...) }

// Hear waits for one line from the test. It returns false when the test has ended.
func (s *Stage) Hear() (string, bool) {
	ok := s.in.Scan()
	return s.in.Text(), ok
}

// Wait waits for the end of the test.
func (s *Stage) Wait() {
	for s.in.Scan() {
	}
}
