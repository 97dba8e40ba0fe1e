package follow

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"

	"berth/model/laws"
)

// interfaces are the files of model that declare what a machine can be asked. They
// use context.Context, and nothing else of package context.
var interfaces = []string{"model/machine.go", "model/sysctl.go"}

// timers are the functions that wait or set a timer.
var timers = []string{"time.After", "time.AfterFunc", "time.NewTimer", "time.NewTicker", "time.Tick", "time.Sleep"}

// reserved are names that ui must not use: only code with a loop of its own would
// need them.
var reserved = map[string]string{
	"Timeline": "a sequence of snapshots belongs to a Follower",
	"Watch":    "a Follower finds what is wrong",
	"Sampler":  "a Follower takes the samples",
}

// contexts finds where a file of the program has a context or sets a timer.
func contexts(f laws.File) []string {
	if f.Test() || f.Dir() == "model/follow" || f.Dir() == "model/patience" {
		return nil
	}
	found := laws.Where(f, func(spec *ast.ImportSpec) bool {
		path, _ := strconv.Unquote(spec.Path.Value)
		return path == "context" && !slices.Contains(interfaces, f.Path)
	})
	return append(found, laws.Where(f, func(s *ast.SelectorExpr) bool {
		name := laws.Called(s)
		return slices.Contains(timers, name) || strings.HasPrefix(name, "context.") && name != "context.Context"
	})...)
}

// Each method of a machine takes a context. No other package of model can make one or
// pass one on, so none can ask a machine.
func TestOnlyFollowHasAContextOrATimeoutInModel(t *testing.T) {
	var wrong []laws.File
	for _, text := range []string{
		`import "context"`,
		`func f() { context.WithTimeout(nil, 1) }`,
		`func f() { time.AfterFunc(1, f) }`,
	} {
		wrong = append(wrong, laws.Parse("model/a/a.go", "package a\n"+text))
	}
	laws.Hold(t, laws.Below(t, "model"), []laws.Law{{Name: "only model/follow has a context or a timeout", Find: contexts, Wrong: wrong}})
}

// loops finds where a file of the program takes samples without a Follower.
func loops(f laws.File) (found []string) {
	if f.Test() {
		return nil
	}
	for name, reason := range reserved {
		for _, where := range laws.Where(f, func(s *ast.SelectorExpr) bool { return s.Sel.Name == name }) {
			found = append(found, where+": "+name+": "+reason)
		}
	}
	return found
}

func TestUITakesSamplesOnlyWithAFollower(t *testing.T) {
	laws.Hold(t, laws.Below(t, "ui"), []laws.Law{{
		Name: "ui takes samples only with a Follower", Find: loops,
		Wrong: []laws.File{laws.Parse("ui/a/a.go", "package a\nvar n, _ = machine.Sampler.Sample(ctx, 0)")},
	}})
}
