package safe_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"berth/model"
	"berth/model/safe"
)

func TestFormatMakesSentencesOfItsArguments(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{safe.Format("nothing to say").String(), "nothing to say"},
		{safe.Format("%s holds %d ports, %d%% of them", safe.Sanitise("nginx"), 12, uint16(80)).String(), "nginx holds 12 ports, 80% of them"},
		{safe.Format("%s", model.Endpoint{Port: 80}).String(), "[::]:80"},
		{safe.Format("raw \x25s", "a\x1bb").String(), "raw a\uFFFDb"},
		{safe.Format("%d%%", -3).String(), "-3%"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	whole, err := safe.Format("it is %s", safe.Sanitise("a\x1bb")).MarshalJSON()
	if err != nil || string(whole) != `"it is a\u001bb"` {
		t.Errorf("JSON %s %v loses what was replaced", whole, err)
	}
}

// TestEveryFormatHasItsArguments holds every call of Format in the tree to as many
// arguments as there are verbs in its format, and its format to %s, %d and %%.
func TestEveryFormatHasItsArguments(t *testing.T) {
	calls := 0
	for _, room := range []string{"model", "source", "ui"} {
		err := filepath.WalkDir(filepath.Join("..", "..", room), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !formats(call.Fun) || len(call.Args) == 0 {
					return true
				}
				calls++
				if verbs, ok := verbsOf(call.Args[0]); ok && verbs != len(call.Args)-1 {
					t.Errorf("%s: %d verbs for %d arguments", set.Position(call.Pos()), verbs, len(call.Args)-1)
				} else if !ok {
					t.Errorf("%s: a format is a string in the source, with %%s, %%d and %%%% alone", set.Position(call.Pos()))
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if calls == 0 {
		t.Error("found no call at all")
	}
}

// formats reports whether a function is Format of this package.
func formats(fun ast.Expr) bool {
	selector, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := selector.X.(*ast.Ident)
	return ok && of.Name == "safe" && selector.Sel.Name == "Format"
}

// verbsOf counts the verbs of a format that take an argument.
func verbsOf(format ast.Expr) (verbs int, ok bool) {
	switch format := format.(type) {
	case *ast.BinaryExpr:
		left, ok1 := verbsOf(format.X)
		right, ok2 := verbsOf(format.Y)
		return left + right, ok1 && ok2
	case *ast.BasicLit:
		text, err := strconv.Unquote(format.Value)
		if err != nil {
			return 0, false
		}
		text = strings.ReplaceAll(text, "%%", "")
		verbs = strings.Count(text, "%s") + strings.Count(text, "%d")
		return verbs, verbs == strings.Count(text, "%")
	}
	return 0, false
}
