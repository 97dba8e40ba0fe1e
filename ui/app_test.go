package ui_test

import (
	"go/ast"
	"testing"

	"berth/model/laws"
)

// The maximum number of fields and methods of the dashboard. More belong in a smaller type:
// a dialog, a pane, or one of the state structs of the dashboard.
const (
	mostFields  = 24
	mostMethods = 59
)

// shape counts the fields and methods of the App of a package.
func shape(files []laws.File, dir string) (fields, methods int) {
	for _, s := range files {
		if s.Dir() != dir || s.Test() {
			continue
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if of, ok := n.Type.(*ast.StructType); ok && n.Name.Name == "App" {
					fields = of.Fields.NumFields()
				}
			case *ast.FuncDecl:
				if receiver(n) == "App" {
					methods++
				}
			}
			return true
		})
	}
	return fields, methods
}

// receiver is the type of a method; "" for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func TestDashboardStaysSmall(t *testing.T) {
	fields, methods := shape(laws.Tree(t), "ui/dash")
	t.Logf("App has %d fields and %d methods", fields, methods)
	if fields == 0 || fields > mostFields {
		t.Errorf("App has %d fields, want 1 to %d", fields, mostFields)
	}
	if methods == 0 || methods > mostMethods {
		t.Errorf("App has %d methods, want 1 to %d", methods, mostMethods)
	}
}

func TestMembersOfTheDashboardAreCounted(t *testing.T) {
	files := []laws.File{
		laws.Parse("ui/dash/a.go", "package dash\ntype App struct {\n\ta int\n\tb int\n}\nfunc (a *App) f() {}\nfunc g() {}"),
		laws.Parse("ui/dash/b.go", "package dash\nfunc (App) h() {}\nfunc (b *B) i() {}"),
	}
	if fields, methods := shape(files, "ui/dash"); fields != 2 || methods != 2 {
		t.Errorf("%d fields and %d methods, want 2 and 2", fields, methods)
	}
}
