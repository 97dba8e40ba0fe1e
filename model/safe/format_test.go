package safe_test

import (
	"go/ast"
	"strconv"
	"strings"
	"testing"

	"berth/model"
	"berth/model/laws"
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

// TestEveryFormatHasItsArguments checks that every call of Format in the tree has one
// argument for each verb, and no verb but %s, %d and %%.
func TestEveryFormatHasItsArguments(t *testing.T) {
	calls := 0
	for _, f := range laws.Tree(t) {
		ast.Inspect(f.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || laws.Called(call.Fun) != "safe.Format" || len(call.Args) == 0 {
				return true
			}
			calls++
			if verbs, ok := verbsOf(call.Args[0]); !ok {
				t.Errorf("%s: a format is a string in the source, with %%s, %%d and %%%% alone", f.At(call.Pos()))
			} else if verbs != len(call.Args)-1 {
				t.Errorf("%s: %d verbs for %d arguments", f.At(call.Pos()), verbs, len(call.Args)-1)
			}
			return true
		})
	}
	if calls == 0 {
		t.Error("found no call at all")
	}
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
