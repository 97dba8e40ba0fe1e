package earlyterm_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"berth/ui/drive"
)

// build builds one of the programs in testdata.
func build(t *testing.T, name string) string {
	t.Helper()
	// The go command caches test results. This access makes it run the test again when
	// the program has changed.
	if _, err := os.Stat(filepath.Join("testdata", name, "main.go")); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-o", program, "berth/ui/term/earlyterm/testdata/"+name).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", name, err, out)
	}
	return program
}

// unanswered starts a program on a terminal that answers no query.
func unanswered(t *testing.T, program string) *drive.Terminal {
	t.Helper()
	return drive.Open(t, exec.Command(program), drive.Options{Mute: true})
}

// answerTime is how long Bubble Tea waits for the answer of a terminal.
const answerTime = 5 * time.Second

func TestGuardedProgramAsksNothingAndStartsAtOnce(t *testing.T) {
	program := build(t, "guarded")
	terminal := unanswered(t, program)
	terminal.WaitFor(drive.Shows("started, TERM=xterm-256color"))
	terminal.Exit()
	if name := terminal.Asked(); name != "" || bytes.Contains(terminal.Log(), []byte("\x1b")) {
		t.Fatalf("asked the terminal for %s: %q", name, terminal.Log())
	}
}

// Without the guard, the terminal is queried and the program waits. This shows that the
// other test can detect the query.
func TestBareProgramAsksAndWaits(t *testing.T) {
	terminal := unanswered(t, build(t, "bare"))
	terminal.WaitFor(drive.Becomes("a question", func(t *drive.Terminal) bool { return t.Asked() != "" }))
	terminal.WaitFor(drive.Shows("started"))
	if took := terminal.Age(); took < answerTime {
		t.Errorf("started after %v: Bubble Tea no longer waits, so the guard may go", took)
	}
}

func TestUnsetTermStaysUnset(t *testing.T) {
	program := exec.Command(build(t, "guarded"))
	program.Env = []string{"PATH=/bin"}
	out, err := program.CombinedOutput()
	if err != nil || string(out) != "started, TERM=\n" {
		t.Errorf("got %q, %v", out, err)
	}
}
