package ui_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// top is the tree from here.
const top = ".."

// source is a Go file of the tree.
type source struct {
	path string // from the top, with slashes
	text []byte
	file *ast.File
	set  *token.FileSet
}

func (s source) dir() string { return path.Dir(s.path) }
func (s source) test() bool  { return strings.HasSuffix(s.path, "_test.go") }
func (s source) line(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.set.Position(n.Pos()).Line)
}

func parse(name string, text []byte) (source, error) {
	s := source{path: name, text: text, set: token.NewFileSet()}
	var err error
	s.file, err = parser.ParseFile(s.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return s, err
}

// tree parses every Go file of ours.
func tree(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(top, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", "node_modules"}, entry.Name()) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		s, err := parse(filepath.ToSlash(rel), text)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatalf("read the tree: %v", err)
	}
	return all
}

// law is one rule about every file: it says where the file breaks it.
type law struct {
	name  string
	find  func(source) []string
	wrong source // a file that breaks it, so that the law is known to see
}

var laws = []law{
	{"no Go file has more than 300 lines", long, made("a.go", "package a\n"+strings.Repeat("\n", 300))},
	{"no go statement in ui but for the terminal", goes, made("ui/a.go", "package ui\nfunc f() { go f() }")},
	{"no test sleeps", sleeps, made("a_test.go", "package a\nimport \"time\"\nfunc f() { time.Sleep(1) }")},
	{"only the sanitiser makes a Safe", safes, made("model/a.go", "package model\nvar a = Safe{\"x\"}")},
	{"nothing is left to do", todos, made("a.go", "package a\n\n// TO"+"DO: later")},
}

func made(name, text string) source {
	s, err := parse(name, []byte(text))
	if err != nil {
		panic(err)
	}
	return s
}

func TestTheHouseKeepsItsLaws(t *testing.T) {
	sources := tree(t)
	for _, l := range laws {
		t.Run(strings.ReplaceAll(l.name, " ", "-"), func(t *testing.T) {
			if len(l.find(l.wrong)) == 0 {
				t.Fatal("the law does not see a file that breaks it")
			}
			for _, s := range sources {
				for _, where := range l.find(s) {
					t.Errorf("%s: %s", where, l.name)
				}
			}
		})
	}
}

func long(s source) []string {
	lines := bytes.Count(s.text, []byte("\n"))
	if lines <= 300 {
		return nil
	}
	return []string{fmt.Sprintf("%s has %d", s.path, lines)}
}

// starters are the packages of ui that may start goroutines, with the reason.
var starters = map[string]string{
	"ui/term":  "a signal and the loss of the terminal come at any time, also when the program's loop does not turn",
	"ui/drive": "a test reads the terminal while the program writes to it",
}

func goes(s source) []string {
	if !under(s.dir(), "ui") || s.test() || starters[s.dir()] != "" {
		return nil
	}
	return where[*ast.GoStmt](s, func(*ast.GoStmt) bool { return true })
}

func sleeps(s source) []string {
	if !s.test() {
		return nil
	}
	return where(s, func(sel *ast.SelectorExpr) bool {
		from, ok := sel.X.(*ast.Ident)
		return ok && from.Name == "time" && sel.Sel.Name == "Sleep"
	})
}

// sanitisers are the files that may make a Safe of bytes. Outside of model the
// compiler sees to it, as the field has no exported name.
var sanitisers = []string{"model/safe.go", "model/sanitise.go"}

func safes(s source) []string {
	if s.dir() != "model" || s.test() || slices.Contains(sanitisers, s.path) {
		return nil
	}
	return where(s, func(l *ast.CompositeLit) bool {
		of, ok := l.Type.(*ast.Ident)
		return ok && of.Name == "Safe" && len(l.Elts) > 0
	})
}

func todos(s source) []string {
	var found []string
	for _, group := range s.file.Comments {
		for _, word := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X"} {
			if strings.Contains(group.Text(), word) {
				found = append(found, s.line(group))
			}
		}
	}
	return found
}

// where are the lines of the nodes of a kind that match.
func where[N ast.Node](s source, match func(N) bool) []string {
	var found []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if node, ok := n.(N); ok && match(node) {
			found = append(found, s.line(n))
		}
		return true
	})
	return found
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]bool{}
	for _, s := range tree(t) {
		said[s.dir()] = said[s.dir()] || s.file.Doc != nil
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("package in %s has no doc comment", dir)
		}
	}
}

// allowed is all that lies at the top.
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
