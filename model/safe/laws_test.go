package safe_test

import (
	"go/ast"
	"slices"
	"testing"

	"berth/model/laws"
)

// makers are the only files that may make a Text of a string.
var makers = []string{"model/safe/safe.go", "model/safe/sanitise.go"}

func TestOnlyTheSanitiserMakesSafeText(t *testing.T) {
	laws.Hold(t, laws.Tree(t), []laws.Law{
		{Name: "only the sanitiser makes a Text of a string", Find: composed, Wrong: []laws.File{
			laws.Parse("model/safe/a.go", "package safe\nvar a = Text{s: \"x\"}"),
			laws.Parse("model/a.go", "package model\nvar a = safe.Text{\"x\"}"),
			laws.Parse("model/safe/b.go", "package safe\nfunc f(t *Text) { t.s = \"x\" }"),
		}},
		{Name: "plain trusts its text: use Sanitise", Find: trusted, Wrong: []laws.File{
			laws.Parse("model/safe/a.go", "package safe\nvar a = plain(\"x\")"),
		}},
		{Name: "a literal stands in the source and is not converted", Find: converted, Wrong: []laws.File{
			laws.Parse("model/safe/safe.go", "package safe\nfunc f(s string) Text { return Say(literal(s)) }"),
		}},
		{Name: "the constants of the program have a type that is not exported", Find: opened, Wrong: []laws.File{
			laws.Parse("model/safe/a.go", "package safe\nfunc Say(s string) Text { return Text{} }"),
			laws.Parse("model/safe/b.go", "package safe\ntype Literal = literal"),
		}},
		{Name: "only the codec of snapshots writes the original text", Find: original, Wrong: []laws.File{
			laws.Parse("ui/a.go", "package ui\nfunc f(t safe.Text) { t.AppendBinary(nil) }"),
			laws.Parse("ui/b.go", "package ui\nvar a encoding.BinaryAppender"),
		}},
	})
}

// composed finds where a file that is not one of makers makes a Text of a string.
func composed(f laws.File) []string {
	if slices.Contains(makers, f.Path) {
		return nil
	}
	inside := f.Dir() == "model/safe"
	found := laws.Where(f, func(l *ast.CompositeLit) bool {
		name := laws.Called(l.Type)
		return len(l.Elts) > 0 && (name == "safe.Text" || inside && name == "Text")
	})
	if !inside {
		return found // the compiler prevents it: the fields are not exported
	}
	return append(found, laws.Where(f, func(a *ast.AssignStmt) bool {
		return slices.ContainsFunc(a.Lhs, func(to ast.Expr) bool {
			field, ok := to.(*ast.SelectorExpr)
			return ok && (field.Sel.Name == "s" || field.Sel.Name == "raw")
		})
	})...)
}

func trusted(f laws.File) []string {
	if f.Dir() != "model/safe" || slices.Contains(makers, f.Path) {
		return nil
	}
	return laws.Where(f, func(c *ast.CallExpr) bool { return laws.Called(c.Fun) == "plain" })
}

func converted(f laws.File) []string {
	if f.Dir() != "model/safe" {
		return nil // the compiler prevents it: the name is not exported
	}
	return laws.Where(f, func(c *ast.CallExpr) bool { return laws.Called(c.Fun) == "literal" })
}

// opened finds whether the first parameter of Say or Format is anything but a literal,
// and exported types based on literal.
func opened(f laws.File) []string {
	if f.Dir() != "model/safe" || f.Test() {
		return nil
	}
	found := laws.Where(f, func(d *ast.FuncDecl) bool {
		return d.Recv == nil && (d.Name.Name == "Say" || d.Name.Name == "Format") && laws.Called(d.Type.Params.List[0].Type) != "literal"
	})
	return append(found, laws.Where(f, func(s *ast.TypeSpec) bool {
		return s.Name.IsExported() && laws.Called(s.Type) == "literal"
	})...)
}

// original finds where a file names the method that appends the original text of the
// machine, or the interface that has it.
func original(f laws.File) []string {
	if f.Dir() == "model/wire" || f.Test() {
		return nil
	}
	return laws.Where(f, func(s *ast.SelectorExpr) bool {
		return s.Sel.Name == "AppendBinary" || s.Sel.Name == "BinaryAppender"
	})
}
