package patience

import (
	"go/ast"
	"go/build/constraint"
	"go/token"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"berth/model/laws"
)

// TestNoTestHasABoundOfAFewSeconds checks one law for all default tests: no measured
// duration is compared with less than five seconds, and no wait ends after less. Such a
// bound fails on a busy machine, and proves nothing about the program. A test can
// instead prove an order (the key is answered before the FIFO has a writer), count
// work, or give the program a clock (testing/synctest). make bench measures durations.
func TestNoTestHasABoundOfAFewSeconds(t *testing.T) {
	files := laws.Tree(t)
	names := map[string]map[string]time.Duration{} // the named durations of each directory
	for _, f := range files {
		if names[f.Dir()] == nil {
			names[f.Dir()] = map[string]time.Duration{}
		}
		maps.Copy(names[f.Dir()], constants(f.File))
	}
	for _, f := range files {
		if !forTests(f) || tagged(f.File) {
			continue
		}
		for _, at := range judged(f.File, names[f.Dir()]) {
			t.Errorf("%s judges by less than %v: wait for patience.Of(t), prove an order, count work, or give the program a clock", f.At(at), least)
		}
	}
}

// least is the shortest duration that a test may compare with.
const least = 5 * time.Second

// forTests reports whether a file is only for tests.
func forTests(f laws.File) bool {
	return f.Test() || strings.Contains(f.Path, "/drive/") || strings.Contains(f.Path, "/worlds/")
}

// tagged reports whether a file is built only with a build tag, as benchmarks are.
func tagged(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, line := range group.List {
			if line.Pos() > file.Package || !constraint.IsGoBuild(line.Text) {
				continue
			}
			expr, err := constraint.Parse(line.Text)
			return err == nil && !expr.Eval(func(tag string) bool { return tag != "bench" && tag != "soak" })
		}
	}
	return false
}

// judged finds where a file compares a measured duration with a short one, or ends a
// wait after a short one.
func judged(file *ast.File, constants map[string]time.Duration) []token.Pos {
	j := &judge{constants: constants}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
			j.measured = map[string]bool{}
			ast.Walk(j, f.Body)
		}
	}
	return j.found
}

type judge struct {
	constants map[string]time.Duration
	measured  map[string]bool // variables of this function that hold a measured duration
	found     []token.Pos
}

func (j *judge) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, right := range n.Rhs {
			if name, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); ok && j.measures(right) {
				j.measured[name.Name] = true
			}
		}
	case *ast.BinaryExpr:
		switch n.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ:
			for _, side := range [][2]ast.Expr{{n.X, n.Y}, {n.Y, n.X}} {
				if short, known := j.value(side[1]); j.measures(side[0]) && known && short < least && short > 0 {
					j.found = append(j.found, n.Pos())
				}
			}
		}
	case *ast.CallExpr:
		name := called(n)
		if name == "synctest.Test" {
			return nil // code in a synctest bubble has a clock of its own
		}
		if at, ok := bounds[name]; ok && at < len(n.Args) {
			j.refuse(n, n.Args[at])
		}
	case *ast.CommClause: // a case of a select
		if n.Comm != nil {
			ast.Inspect(n.Comm, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && called(call) == "time.After" {
					j.refuse(call, call.Args[0])
				}
				return true
			})
		}
	}
	return j
}

// refuse records a call that ends a wait too early.
func (j *judge) refuse(call *ast.CallExpr, after ast.Expr) {
	if short, known := j.value(after); known && short < least {
		j.found = append(j.found, call.Pos())
	}
}

// bounds are the functions that end a wait, with the index of the duration argument.
var bounds = map[string]int{"context.WithTimeout": 1, "time.NewTimer": 0}

// measures reports whether an expression is a measured duration, or is computed from
// one.
func (j *judge) measures(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.Ident:
			found = found || j.measured[n.Name]
		case *ast.CallExpr:
			if name := called(n); name == "time.Since" || strings.HasSuffix(name, ".Age") || strings.HasSuffix(name, ".UserTime") || strings.HasSuffix(name, ".SystemTime") {
				found = true
			}
		}
		return !found
	})
	return found
}

// called is the name of the called function, as it is written.
func called(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if x, ok := selector.X.(*ast.Ident); ok {
		return x.Name + "." + selector.Sel.Name
	}
	return "." + selector.Sel.Name
}

// constants are the named durations of a file.
func constants(file *ast.File) map[string]time.Duration {
	j := &judge{constants: map[string]time.Duration{}}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
			for i, name := range spec.Names {
				if d, known := j.value(spec.Values[i]); known {
					j.constants[name.Name] = d
				}
			}
		}
		return true
	})
	return j.constants
}

var units = map[string]time.Duration{
	"Nanosecond": time.Nanosecond, "Microsecond": time.Microsecond, "Millisecond": time.Millisecond,
	"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
}

// value is the duration of an expression of literals and units.
func (j *judge) value(e ast.Expr) (time.Duration, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return j.value(e.X)
	case *ast.Ident:
		d, known := j.constants[e.Name]
		return d, known
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		d, known := units[e.Sel.Name]
		return d, ok && known && x.Name == "time"
	case *ast.BasicLit:
		f, err := strconv.ParseFloat(e.Value, 64)
		return time.Duration(f), err == nil
	case *ast.BinaryExpr:
		x, known := j.value(e.X)
		y, also := j.value(e.Y)
		if !known || !also {
			return 0, false
		}
		switch e.Op {
		case token.MUL:
			return x * y, true
		case token.QUO:
			return x / max(y, 1), true
		case token.ADD:
			return x + y, true
		}
	}
	return 0, false
}

func TestShortBoundIsFound(t *testing.T) {
	for body, want := range map[string]int{
		"if time.Since(began) > 2*time.Second {}":                                  1,
		"if took := time.Since(began); took > prompt {}":                           1,
		"took := p.UserTime() + p.SystemTime(); if took > time.Second {}":          1,
		"slowest = max(slowest, time.Since(began)); if slowest > time.Second/2 {}": 1,
		"select { case <-time.After(time.Second): }":                               1,
		"ctx, stop := context.WithTimeout(ctx, 250*time.Millisecond)":              1,
		"if time.Since(began) > time.Minute {}":                                    0,
		"if took := time.Since(began); took <= 0 {}":                               0,
		"if got.Full < 7*time.Second && forecast > time.Second {}":                 0,
		"synctest.Test(t, func(t *testing.T) { <-time.After(time.Second) })":       0,
		"select { case <-time.After(patience.Of(t)): }":                            0,
	} {
		file := laws.Parse("a_test.go", "package p\nconst prompt = 3*time.Second\nfunc f() {"+body+"}").File
		if got := len(judged(file, constants(file))); got != want {
			t.Errorf("%s: %d bounds are noticed, want %d", body, got, want)
		}
	}
}
