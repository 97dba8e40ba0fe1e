package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"berth/model"
)

// section is the section of README.md about the commands.
func section(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## Commands\n")
	if !found {
		t.Fatal("README.md has no section Commands")
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	return section
}

func TestReadmeNamesEveryCommandAndNoOther(t *testing.T) {
	said := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `berth (\\w+)").FindAllStringSubmatch(section(t), -1) {
		said[row[1]] = true
	}
	for _, command := range newRoot(new(deps)).Commands() {
		if !said[command.Name()] {
			t.Errorf("README.md does not name %s", command.Name())
		}
		delete(said, command.Name())
	}
	for name := range said {
		t.Errorf("README.md names %s, which is no command", name)
	}
}

func TestReadmeHasTheSetcapCommand(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil || !strings.Contains(string(text), "\n    "+model.Sight+"\n") {
		t.Errorf("README.md has no line %s, %v", model.Sight, err)
	}
}

func TestCommandLinesOfTheReadmeAreValid(t *testing.T) {
	lines := regexp.MustCompile("(?m)\\| `berth ([^`]+)` \\|$").FindAllStringSubmatch(section(t), -1)
	if len(lines) < 8 {
		t.Fatalf("only %d lines", len(lines))
	}
	for _, line := range lines {
		words := strings.Fields(line[1])
		cmd, rest, err := newRoot(new(deps)).Find(words)
		if err != nil || !cmd.HasParent() {
			t.Errorf("berth %s: %v", line[1], err)
			continue
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Errorf("berth %s: %v", line[1], err)
			continue
		}
		if name := cmd.Name(); name != "list" && name != "count" && name != "summary" {
			continue // these change the machine
		}
		if strings.Contains(line[1], "--every") {
			words = append(words, "--count", "1")
		}
		if code, _, stderr := on(&recordingSampler{}, words...); code != 0 {
			t.Errorf("berth %s: exit code %d, %s", line[1], code, stderr)
		}
	}
}
