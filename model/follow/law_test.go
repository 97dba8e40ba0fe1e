package follow

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// interfaces are the files of model that declare what a machine can be asked. They
// name context.Context, and nothing else of its package.
var interfaces = []string{"model/machine.go", "model/sysctl.go"}

// foreign are names that only this package may use, of model and of the readers of
// it: a second loop would have to.
var foreign = map[string]string{
	"Timeline": "a sequence of snapshots belongs to a Follower",
	"Watch":    "what is wrong is found by a Follower",
	"Sampler":  "samples are taken by a Follower",
}

// program parses the files of a directory of the tree that make the program, by
// path from the top.
func program(t *testing.T, set *token.FileSet, dir string) map[string]*ast.File {
	t.Helper()
	const top = "../.."
	files := map[string]*ast.File{}
	err := filepath.WalkDir(filepath.Join(top, dir), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		from, _ := filepath.Rel(top, name)
		files[filepath.ToSlash(from)] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// selected are the names that a file selects of a package or a value.
func selected(file *ast.File, from string) (names []*ast.Ident) {
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if of, ok := s.X.(*ast.Ident); from == "" || ok && of.Name == from {
				names = append(names, s.Sel)
			}
		}
		return true
	})
	return names
}

// contexts are the places where a file of model holds a context or sets a timer.
func contexts(name string, file *ast.File) (found []ast.Node) {
	if path.Dir(name) == "model/follow" || path.Dir(name) == "model/patience" {
		return nil
	}
	for _, spec := range file.Imports {
		if imported, _ := strconv.Unquote(spec.Path.Value); imported == "context" && !slices.Contains(interfaces, name) {
			found = append(found, spec)
		}
	}
	for _, s := range selected(file, "context") {
		if s.Name != "Context" {
			found = append(found, s)
		}
	}
	for _, s := range selected(file, "time") {
		if slices.Contains([]string{"After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"}, s.Name) {
			found = append(found, s)
		}
	}
	return found
}

// Only follow asks a machine: each method of a machine takes a context, which no
// other package of model can make or hand on.
func TestNoOtherPackageOfModelHoldsAContextOrATimeout(t *testing.T) {
	set := token.NewFileSet()
	for name, file := range program(t, set, "model") {
		for _, n := range contexts(name, file) {
			t.Errorf("%s: a context or a timeout: only model/follow asks a machine", set.Position(n.Pos()))
		}
	}
	for _, text := range []string{
		`import "context"`,
		`func f() { context.WithTimeout(nil, 1) }`,
		`func f() { time.AfterFunc(1, f) }`,
	} {
		file, err := parser.ParseFile(set, "a.go", "package a\n"+text, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(contexts("model/a/a.go", file)) == 0 {
			t.Errorf("the law does not see %s", text)
		}
	}
}

// loops are the places where a reader takes samples by itself.
func loops(file *ast.File) (found []*ast.Ident) {
	for _, s := range selected(file, "") {
		if foreign[s.Name] != "" {
			found = append(found, s)
		}
	}
	return found
}

func TestReadersTakeSamplesOnlyByAFollower(t *testing.T) {
	set := token.NewFileSet()
	for _, file := range program(t, set, "ui") {
		for _, s := range loops(file) {
			t.Errorf("%s: %s: %s", set.Position(s.Pos()), s.Name, foreign[s.Name])
		}
	}
	file, err := parser.ParseFile(set, "a.go", "package a\nvar n, _ = machine.Sampler.Sample(ctx, 0)", 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(loops(file)) == 0 {
		t.Error("the law does not see a sample that is taken")
	}
}
