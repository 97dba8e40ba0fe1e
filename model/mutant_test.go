//go:build mutant

package model_test

import (
	"encoding/json"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"berth/model/laws"
)

// These tests build the program once for each mutant, and run a part of the suite on
// it: go test -tags mutant -run Mutants ./model

// mutants are versions of the program without one of its guards. In each of the named
// packages, a test must fail.
var mutants = []struct {
	what, file, from, to string
	packages             []string
	run                  string
}{
	{
		"names are not sanitised", "model/safe/sanitise.go",
		"func Sanitise(raw string) Text {\n", "func Sanitise(raw string) Text {\n\treturn plain(raw)\n}\n\nfunc Sanitised(raw string) Text {\n",
		[]string{"model/safe", "model/services", "source/process", "source/host", "ui/cli", "ui/drive/e2e"},
		"Sanitise|HostileNamesReach|HostileCgroup|HostOverrides|FactsOf|RealProcess|Scripts|NameUptime|DetailOf",
	},
	{
		"nothing is escaped for the inspector", "model/safe/sanitise.go",
		"func Escape(raw string) Text {\n", "func Escape(raw string) Text {\n\treturn plain(raw)\n}\n\nfunc Escaped(raw string) Text {\n",
		[]string{"model/safe", "source/host"}, "Escape|Detail",
	},
	{
		"JSON holds names as they are", "model/safe/json.go",
		"agreed(r) && !(r == utf8.RuneError && n == 1)", "r != 0",
		[]string{"model/safe", "model/wire", "ui/cli"}, "Hostile|Script",
	},
	{
		"secrets are not masked", "source/process/mask.go",
		"func Mask(argv []string) string {\n", "func Mask(argv []string) string {\n\treturn strings.Join(argv, \" \")\n}\n\nfunc Masked(argv []string) string {\n",
		[]string{"source/process", "ui/drive/e2e"}, "Secret|Mask|Real|NamesTheProcess",
	},
}

// If a guard can be removed and no test fails, nothing proves that the guard works.
func TestMutantsFailTheSuite(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.what, func(t *testing.T) {
			for name := range strings.SplitSeq(m.run, "|") {
				if !declared(t, m.packages, name) {
					t.Errorf("no test of %v is called %s", m.packages, name)
				}
			}
			cmd := exec.Command("go", "test", "-count=1", "-run="+m.run)
			for _, name := range m.packages {
				cmd.Args = append(cmd.Args, "./"+name)
			}
			cmd.Dir = ".."
			// In the environment, because the end-to-end tests build the program themselves.
			cmd.Env = append(os.Environ(), "GOFLAGS=-overlay="+overlay(t, m.file, m.from, m.to))
			out, _ := cmd.CombinedOutput() // it must fail
			for _, name := range m.packages {
				if text := string(out); !strings.Contains(text, "FAIL\tberth/"+name+"\t") || strings.Contains(text, "[build failed]") {
					t.Errorf("%s does not see it:\n%s", name, out)
				}
			}
		})
	}
}

// overlay makes a file for the -overlay flag of go, which replaces one source file.
func overlay(t *testing.T, name, from, to string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), from) != 1 {
		t.Fatalf("%s does not have %q exactly once", name, from)
	}
	dir := t.TempDir()
	mutant, list := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(mutant, []byte(strings.Replace(string(text), from, to, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutant}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, replace, 0o644); err != nil {
		t.Fatal(err)
	}
	return list
}

// declared reports whether one of the packages has a test with this part in its name.
func declared(t *testing.T, packages []string, part string) bool {
	t.Helper()
	for _, f := range laws.Tree(t) {
		if f.Test() && slices.Contains(packages, f.Dir()) {
			for _, decl := range f.File.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && strings.Contains(fn.Name.Name, part) {
					return true
				}
			}
		}
	}
	return false
}
