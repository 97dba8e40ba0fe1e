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

// declared are the names of all tests.
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

// countTests counts the tests that a row of a table names. It fails the test if one does
// not exist.
func countTests(t *testing.T, row string, tests map[string]bool) (count int) {
	t.Helper()
	for _, name := range regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(row, -1) {
		if !tests[name[1]] {
			t.Errorf("there is no test %s, which this row names: %.80s", name[1], row)
		}
		count++
	}
	return count
}

// rows are the lines of a document that match begin at their start.
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

// Every promise of SECURITY.md names at least one test, and every named test exists.
func TestEveryPromiseHasItsTests(t *testing.T) {
	tests, promises := declared(t), rows(t, "SECURITY.md", `\| \*\*`)
	for _, row := range promises {
		if countTests(t, row, tests) == 0 {
			t.Errorf("no test for: %s", row)
		}
	}
	if len(promises) < 10 {
		t.Errorf("only %d promises were found", len(promises))
	}
}

// Every fault of FAULTS.md has a test, or a reason why there is none.
func TestEveryFaultHasItsTestsOrAReason(t *testing.T) {
	tests, faults := declared(t), rows(t, "ui/drive/e2e/FAULTS.md", `\| \d+ \|`)
	for i, row := range faults {
		cells := strings.Split(strings.ReplaceAll(row, `\|`, ""), "|")
		if want := strconv.Itoa(i + 1); len(cells) != 6 || strings.TrimSpace(cells[1]) != want {
			t.Fatalf("want fault %s, got %s", want, row)
		}
		if countTests(t, row, tests) == 0 && strings.TrimSpace(cells[4]) == "" {
			t.Errorf("neither a test nor a reason: %s", row)
		}
	}
	if len(faults) != 86 {
		t.Errorf("%d faults were found, want 86", len(faults))
	}
}
