package model_test

import (
	"go/ast"
	"testing"

	"berth/model/laws"
)

// The limits of package model: its number of files, without tests, and of exported
// names, without methods and fields. A name that only one package uses belongs in that
// package.
const (
	mostFiles = 22
	mostNames = 185
)

func TestVocabularyStaysSmall(t *testing.T) {
	files, names := 0, 0
	for _, f := range laws.Below(t, "model") {
		if f.Dir() == "model" && !f.Test() {
			files++
			names += exported(f)
		}
	}
	t.Logf("model has %d files and exports %d names", files, names)
	if files == 0 || files > mostFiles {
		t.Errorf("model has %d files, want 1 to %d", files, mostFiles)
	}
	if names == 0 || names > mostNames {
		t.Errorf("model exports %d names, want 1 to %d", names, mostNames)
	}
}

func TestExportedNamesAreCounted(t *testing.T) {
	f := laws.Parse("model/a.go", `package model
import "os"
const ( A = iota; B; c )
var D, e = 1, 2
type F struct { G int }
func (F) H() {}
func I() { const J = 1 }
func k() {}`)
	if got := exported(f); got != 5 {
		t.Errorf("%d names, want 5: A, B, D, F and I", got)
	}
}

// exported counts the names that a file exports for its package.
func exported(f laws.File) (n int) {
	count := func(name *ast.Ident) {
		if name.IsExported() {
			n++
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				count(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					count(spec.Name)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						count(name)
					}
				}
			}
		}
	}
	return n
}
