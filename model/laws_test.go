package model_test

import (
	"go/ast"
	"slices"
	"testing"

	"berth/model/laws"
)

// clock are the functions of package time that read the clock, or wait.
var clock = []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.NewTimer", "time.NewTicker", "time.Tick"}

func TestModelNeverReadsTheClock(t *testing.T) {
	laws.Hold(t, laws.Below(t, "model"), []laws.Law{{
		Name:  "time is an argument",
		Find:  asksTheClock,
		Wrong: []laws.File{laws.Parse("model/a.go", "package model\nimport \"time\"\nvar a = time.Now()")},
	}})
}

func asksTheClock(f laws.File) []string {
	if f.Test() || laws.ForTests[f.Package()] != "" {
		return nil
	}
	return laws.Where(f, func(of *ast.SelectorExpr) bool { return slices.Contains(clock, laws.Called(of)) })
}
