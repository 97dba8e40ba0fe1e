package ui_test

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"berth/model/laws"
)

// rules hold for every Go file of the program.
var rules = []laws.Law{
	{Name: "no Go file has more than 300 lines", Find: long, Wrong: []laws.File{
		laws.Parse("a.go", "package a\n"+strings.Repeat("\n", 300)),
	}},
	{Name: "only the listed packages of ui start goroutines", Find: goes, Wrong: []laws.File{
		laws.Parse("ui/a.go", "package ui\nfunc f() { go f() }"),
	}},
	{Name: "no test sleeps", Find: sleeps, Wrong: []laws.File{
		laws.Parse("a_test.go", "package a\nimport \"time\"\nfunc f() { time.Sleep(1) }"),
	}},
	{Name: "no comment says that work is left to do", Find: todos, Wrong: []laws.File{
		laws.Parse("a.go", "package a\n\n// TO"+"DO: later"),
	}},
}

func TestCodeKeepsTheLaws(t *testing.T) { laws.Hold(t, laws.Tree(t), rules) }

func long(f laws.File) []string {
	if f.Lines() <= 300 {
		return nil
	}
	return []string{f.Path}
}

// starters are the packages of ui that may start goroutines, with the reason.
var starters = map[string]string{
	"ui/term":  "a signal or the loss of the terminal can come at any time, also while the program's loop is blocked",
	"ui/drive": "a test reads the terminal while the program writes to it",
}

func goes(f laws.File) []string {
	if !strings.HasPrefix(f.Dir()+"/", "ui/") || f.Test() || starters[f.Dir()] != "" {
		return nil
	}
	return laws.Where(f, func(*ast.GoStmt) bool { return true })
}

func sleeps(f laws.File) []string {
	if !f.Test() {
		return nil
	}
	return laws.Where(f, func(of *ast.SelectorExpr) bool { return laws.Called(of) == "time.Sleep" })
}

func todos(f laws.File) []string {
	var found []string
	for _, group := range f.Comments {
		for _, word := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X"} {
			if strings.Contains(group.Text(), word) {
				found = append(found, f.At(group.Pos()))
			}
		}
	}
	return found
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]bool{}
	for _, f := range laws.Tree(t) {
		if !f.Test() {
			said[f.Dir()] = said[f.Dir()] || saysWhatItIsFor(f)
		}
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("the package in %s has no comment that begins with its name", dir)
		}
	}
}

func saysWhatItIsFor(f laws.File) bool {
	if f.Doc == nil || f.Name.Name == "main" {
		return f.Doc != nil
	}
	return strings.HasPrefix(f.Doc.Text(), "Package "+f.Name.Name+" ")
}

func TestPackageWithoutACommentIsNoticed(t *testing.T) {
	for text, want := range map[string]bool{
		"// Package a counts.\npackage a":   true,
		"// berth lists.\npackage main":     true,
		"// It counts.\npackage a":          false,
		"package a":                         false,
		"// Package a counts.\n\npackage a": false,
	} {
		if got := saysWhatItIsFor(laws.Parse("a.go", text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// top is the path of the top-level directory from here.
const top = ".."

// allowed are the names at the top level.
var allowed = []string{
	"main.go", "ui", "model", "source", "go.mod", "go.sum", "README.md", "screenshots",
	"Makefile", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", ".golangci.yml", ".gitignore", ".ci", ".git",
}

func TestTopLevelHoldsOnlyWhatBelongsThere(t *testing.T) {
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := os.ReadFile(filepath.Join(top, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(allowed, e.Name()) && !matches(strings.Fields(string(ignored)), e.Name()) {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}

// matches reports whether git ignores a name at the top level.
func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(strings.TrimPrefix(p, "/"), name)
		return ok
	})
}
