// Package laws is for tests: it reads the Go files of the program, and finds where
// they break a rule. The rules themselves are in the tests of each package.
package laws

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// File is a parsed Go file.
type File struct {
	Path string // from the top of the tree, with slashes: "model/safe/safe.go"
	*ast.File
	set *token.FileSet
}

// Dir is the directory of the file, from the top of the tree.
func (f File) Dir() string { return path.Dir(f.Path) }

// Test reports whether the file is a test.
func (f File) Test() bool { return strings.HasSuffix(f.Path, "_test.go") }

// Package is the import path of the file's directory.
func (f File) Package() string { return path.Join("berth", f.Dir()) }

// Lines is how many lines the file has.
func (f File) Lines() int { return f.set.File(f.FileStart).LineCount() }

// At is the file and line of a position: "model/safe/safe.go:12".
func (f File) At(p token.Pos) string { return fmt.Sprintf("%s:%d", f.Path, f.set.Position(p).Line) }

// Parse makes a file of a text: an example of what a law forbids.
func Parse(name, text string) File {
	f, err := parse(name, text)
	if err != nil {
		panic(err)
	}
	return f
}

func parse(name string, text any) (File, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return File{Path: name, File: file, set: set}, err
}

// Tree is every Go file of the program and of its tests.
func Tree(t testing.TB) []File {
	t.Helper()
	files, err := read()
	if err != nil {
		t.Fatalf("read the tree: %v", err)
	}
	return files
}

// Below are the files of a directory and of all directories below it, tests included.
func Below(t testing.TB, dir string) []File {
	t.Helper()
	var found []File
	for _, f := range Tree(t) {
		if under(f.Dir(), dir) {
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		t.Fatalf("there is no Go file below %s, so a law would check nothing", dir)
	}
	return found
}

// read parses the tree, once per test binary.
var read = sync.OnceValues(func() ([]File, error) {
	top, err := findTop()
	if err != nil {
		return nil, err
	}
	var files []File
	err = filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		f, err := parse(name, nil)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		f.Path = filepath.ToSlash(rel)
		files = append(files, f)
		return err
	})
	return files, err
})

// findTop finds the directory with go.mod, from the directory of the test upwards.
func findTop() (string, error) {
	dir, err := filepath.Abs(".")
	for ; err == nil; dir = filepath.Dir(dir) {
		if found, _ := filepath.Glob(filepath.Join(dir, "go.mod")); len(found) > 0 {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fs.ErrNotExist
		}
	}
	return "", err
}

// under reports whether an import path or directory is top, or is below it.
func under(name, top string) bool {
	return name == top || strings.HasPrefix(name, top+"/")
}
