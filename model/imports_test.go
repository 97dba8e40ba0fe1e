package model_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// laws are what no file of model/... may import, and why. Files of tests may.
var laws = []struct{ banned, because string }{
	{"os", "a recording must replay to exactly what was live"},
	{"syscall", "facts do not ask the kernel"},
	{"net", "net/netip writes addresses; net asks the machine"},
	{"runtime", "facts do not depend on where they are read"},
	{"log", "a fact that went wrong is an error or a Gap"},
	{"berth/source", "facts do not know where they come from"},
	{"berth/ui", "facts do not know who reads them"},
	{"golang.org/x/sys", "it is syscall by another name"},
	{"github.com/charmbracelet", "five readers want the facts, and one of them is a terminal"},
	{"github.com/prometheus/procfs", "only source reads /proc"},
}

// parsed are the files under a directory that make the program, by path.
func parsed(t *testing.T, root string, mode parser.Mode) (map[string]*ast.File, *token.FileSet) {
	t.Helper()
	set, files := token.NewFileSet(), map[string]*ast.File{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, name, nil, mode)
		files[filepath.ToSlash(name)] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no files under %s", root)
	}
	return files, set
}

func TestModelImportsNothingButTheStandardLibraryAndItself(t *testing.T) {
	files, _ := parsed(t, ".", parser.ImportsOnly)
	for name, file := range files {
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			for _, law := range laws {
				if imported == law.banned || strings.HasPrefix(imported, law.banned+"/") && law.banned != "net" {
					t.Errorf("%s imports %s: %s", name, imported, law.because)
				}
			}
			first, _, _ := strings.Cut(imported, "/")
			if strings.Contains(first, ".") {
				t.Errorf("%s imports %s: facts need the standard library alone", name, imported)
			}
		}
	}
}

func TestModelNeverAsksTheClock(t *testing.T) {
	banned := map[string]bool{"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "NewTimer": true, "NewTicker": true, "Tick": true}
	files, set := parsed(t, ".", 0)
	for name, file := range files {
		if path.Dir(name) == "patience" { // of tests, which end when the machine says so
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" && banned[call.Sel.Name] {
				t.Errorf("%s: time.%s: time is an argument", set.Position(n.Pos()), call.Sel.Name)
			}
			return true
		})
	}
}

// makers are the files that may make a Safe of a string.
var makers = map[string]bool{"safe.go": true, "sanitise.go": true}

func TestOnlyTheSanitiserMakesSafeText(t *testing.T) {
	files, set := parsed(t, "..", 0)
	for name, file := range files {
		if makers[path.Base(name)] && path.Dir(name) == "../model" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if called(n.Type) == "Safe" && len(n.Elts) > 0 {
					t.Errorf("%s: makes a Safe of a string that no sanitiser saw", set.Position(n.Pos()))
				}
			case *ast.CallExpr:
				if called(n.Fun) == "literal" {
					t.Errorf("%s: a literal stands in the source, it is not converted", set.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// TestOnlyTheSanitiserAndAddressesUsePlain keeps the back door shut: plain trusts
// its text.
func TestOnlyTheSanitiserAndAddressesUsePlain(t *testing.T) {
	allowed := map[string]bool{"safe.go": true, "sanitise.go": true, "socket.go": true}
	files, set := parsed(t, ".", 0)
	for name, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && called(call.Fun) == "plain" && path.Dir(name) == "." && !allowed[name] {
				t.Errorf("%s: plain trusts its text; use Sanitise", set.Position(n.Pos()))
			}
			return true
		})
	}
}

// called is the last name of a type or a function: Safe of model.Safe.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	files, _ := parsed(t, ".", parser.ParseComments)
	said := map[string]bool{}
	for name, file := range files {
		dir := path.Dir(name)
		said[dir] = said[dir] || file.Doc != nil && strings.HasPrefix(file.Doc.Text(), "Package "+file.Name.Name+" ")
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("package %s has no doc comment", dir)
		}
	}
}

func TestNoFileIsLongerThanThreeHundredLines(t *testing.T) {
	files, set := parsed(t, ".", 0)
	for name, file := range files {
		if n := set.File(file.Pos()).LineCount(); n > 300 {
			t.Errorf("%s has %d lines", name, n)
		}
	}
}
