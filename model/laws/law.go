package laws

import (
	"go/ast"
	"strings"
	"testing"
)

// Law is a rule about every file: Find is where a file breaks it.
type Law struct {
	Name  string
	Find  func(File) []string
	Wrong []File // each breaks the law, which shows that Find can find something
}

// Hold fails the test where a file breaks one of the laws, and where a law does not
// find a file that breaks it.
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

// Where are the nodes of a kind in a file that match.
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

// Called is a type or a function as it is written: "Text", "safe.Text", "time.Now";
// "" for what is neither a name nor a name of a package or variable.
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
