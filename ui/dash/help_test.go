package dash

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"berth/model/query"
	"berth/ui/dash/dialog"
)

func TestHelpExamplesAreValidFilters(t *testing.T) {
	for _, e := range dialog.FilterExamples {
		if _, err := query.Parse(e.Text); err != nil {
			t.Errorf("%q: %v", e.Text, err)
		}
	}
}

// The README's key table and filter examples are those of the program.
func TestReadmeTablesAreThoseOfTheProgram(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(text)
	for i := range actions {
		if row := "| `" + actions[i].show + "` | " + actions[i].help + " |"; !strings.Contains(readme, row) {
			t.Errorf("README.md lacks the row %s", row)
		}
	}
	rows := regexp.MustCompile("(?m)^\\| `[^`]+` \\| [^|]+ \\|$").FindAllString(sectionOf(readme, "## Keys"), -1)
	if len(rows) != len(actions) {
		t.Errorf("the key table has %d rows, the program %d actions", len(rows), len(actions))
	}
	for _, e := range dialog.FilterExamples {
		if row := "| `" + e.Text + "` | " + e.Means + " |"; !strings.Contains(readme, row) {
			t.Errorf("README.md lacks the row %s", row)
		}
	}
}

// sectionOf is the text under a title, up to the next title.
func sectionOf(text, title string) string {
	_, after, _ := strings.Cut(text, title+"\n")
	body, _, _ := strings.Cut(after, "\n## ")
	return body
}
