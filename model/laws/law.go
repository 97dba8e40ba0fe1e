package laws

import (
	"go/ast"
	"strings"
	"testing"
)

// Law is a rule for every file. Find returns the places where a file breaks it.
type Law struct {
	Name  string
	Find  func(File) []string
	Wrong []File // examples that break the law, which prove that Find works
}

// Hold fails the test if a file breaks one of the laws, or if a law does not find one
// of its examples.
func Hold(t *testing.T, files []File, laws []Law) {
	t.Helper()
	for _, l := range laws {
		t.Run(strings.ReplaceAll(l.Name, " ", "-"), func(t *testing.T) {
			if len(l.Wrong) == 0 {
				t.Error("no example shows that the law finds anything")
			}
			for _, wrong := range l.Wrong {
				if len(l.Find(wrong)) == 0 {
					t.Errorf("the law does not find that %s breaks it", wrong.Path)
				}
			}
			for _, f := range files {
				for _, where := range l.Find(f) {
					t.Errorf("%s: %s", where, l.Name)
				}
			}
		})
	}
}

// Where returns the places of the nodes of type N that match.
func Where[N ast.Node](f File, match func(N) bool) []string {
	var found []string
	ast.Inspect(f.File, func(n ast.Node) bool {
		if node, ok := n.(N); ok && match(node) {
			found = append(found, f.At(n.Pos()))
		}
		return true
	})
	return found
}

// Called is the name of a type or function as it is written: "Text", "safe.Text",
// "time.Now". It is "" for any other expression.
func Called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
	}
	return ""
}
