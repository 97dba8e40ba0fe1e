package laws

import (
	"slices"
	"testing"
)

func TestBrokenBanIsFound(t *testing.T) {
	imports := Imports([]File{
		Parse("ui/dash/pane/a.go", "package pane\nimport \"berth/source/tables/procnet\""),
		Parse("ui/dash/pane/a_test.go", "package pane\nimport \"berth/source\""),
		Parse("ui/drive/a.go", "package drive\nimport \"berth/source\""),
		Parse("ui/cli/a.go", "package cli\nimport \"berth/source\""),
		Parse("uix/a.go", "package uix\nimport \"berth/source\""),
	})
	for _, c := range []struct {
		ban  Ban
		want []string
	}{
		{Ban{Who: "berth/ui", Never: "berth/source", But: []string{"berth/ui/cli"}}, []string{"ui/dash/pane/a.go needs berth/source/tables/procnet, but "}},
		{Ban{Who: "berth/ui/cli", Never: "berth/source", Whole: true}, []string{"ui/cli/a.go needs berth/source, but "}},
		{Ban{Who: "berth/ui/dash", Never: "berth/source", Whole: true}, nil},
		{Ban{Who: "berth/ui/dash/pane", Never: "berth/source", Whole: true, Tests: true}, []string{"ui/dash/pane/a_test.go needs berth/source, but "}},
		{Ban{Who: "berth/ui/drive", Never: "berth/source", Tests: true}, []string{"ui/drive/a.go needs berth/source, but "}},
	} {
		if got := c.ban.Broken(imports); !slices.Equal(got, c.want) {
			t.Errorf("%+v finds %q, want %q", c.ban, got, c.want)
		}
	}
}

func TestProgramImportsNothingThatIsForTests(t *testing.T) {
	var bans []Ban
	for name, because := range ForTests {
		bans = append(bans, Ban{Who: "berth", Never: name, Because: "it is for tests: " + because})
	}
	bans = append(bans, Ban{Who: "berth", Never: "testing", Because: "code that only tests need belongs in a package for tests"})
	HoldBans(t, Imports(Tree(t)), bans)
}
