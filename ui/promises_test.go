package ui_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// declared are the names of all tests of the tree.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	tests := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range function.FindAllSubmatch(text, -1) {
			tests[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// held fails the test where a row of a table names a test that is gone, and counts
// those that are there.
func held(t *testing.T, row string, tests map[string]bool) (count int) {
	t.Helper()
	for _, name := range regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(row, -1) {
		if !tests[name[1]] {
			t.Errorf("there is no %s, which is to hold: %.80s", name[1], row)
		}
		count++
	}
	return count
}

// rows are the lines of a document that begin as those of its table do.
func rows(t *testing.T, document, begin string) (found []string) {
	t.Helper()
	text, err := os.ReadFile("../" + document)
	if err != nil {
		t.Fatal(err)
	}
	first := regexp.MustCompile("^" + begin)
	for line := range strings.Lines(string(text)) {
		if first.MatchString(line) {
			found = append(found, line)
		}
	}
	return found
}

// SECURITY.md promises nothing without a test, and names none that is gone.
func TestEveryPromiseHasItsTests(t *testing.T) {
	tests, promises := declared(t), rows(t, "SECURITY.md", `\| \*\*`)
	for _, row := range promises {
		if held(t, row, tests) == 0 {
			t.Errorf("no test holds: %s", row)
		}
	}
	if len(promises) < 10 {
		t.Errorf("%d promises are read", len(promises))
	}
}

// FAULTS.md leaves no fault without a test or the reason why there is none.
func TestEveryFaultHasItsTestsOrAReason(t *testing.T) {
	tests, faults := declared(t), rows(t, "ui/drive/e2e/FAULTS.md", `\| \d+ \|`)
	for i, row := range faults {
		cells := strings.Split(strings.ReplaceAll(row, `\|`, ""), "|")
		if want := strconv.Itoa(i + 1); len(cells) != 6 || strings.TrimSpace(cells[1]) != want {
			t.Fatalf("where fault %s is wanted stands %s", want, row)
		}
		if held(t, row, tests) == 0 && strings.TrimSpace(cells[4]) == "" {
			t.Errorf("neither a test nor a reason: %s", row)
		}
	}
	if len(faults) != 86 {
		t.Errorf("%d faults are read", len(faults))
	}
}
