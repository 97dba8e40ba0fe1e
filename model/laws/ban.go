package laws

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Ban forbids an import to a package and all packages below it, with the reason.
type Ban struct {
	Who, Never string
	Because    string
	Whole      bool     // only Who and Never themselves, not the packages below them
	Tests      bool     // the ban also holds for tests, and for packages that only tests import
	But        []string // packages below Who that may have the import
}

// ForTests are the packages that only tests import, with the reason for each.
var ForTests = map[string]string{
	"berth/model/laws":     "it reads the source of the program",
	"berth/model/patience": "it says how long a test waits",
	"berth/source/worlds":  "it changes the machine",
	"berth/ui/drive":       "it starts the program as a user does",
}

// Import says that a package, or one of its files, needs another package.
type Import struct {
	Who, Needs string
	From       string // the file; Who, if the file is unknown because another package may be in between
	Test       bool
}

// Imports are the imports of files.
func Imports(files []File) []Import {
	var all []Import
	for _, f := range files {
		for _, spec := range f.File.Imports {
			needs, _ := strconv.Unquote(spec.Path.Value)
			all = append(all, Import{f.Package(), needs, f.Path, f.Test() || forTests(f.Package())})
		}
	}
	return all
}

// forTests reports whether a package is, or lies below, one that only tests import.
func forTests(name string) bool {
	for top := range ForTests {
		if under(name, top) {
			return true
		}
	}
	return false
}

// Needs are all packages that the packages of a pattern are built from, those of other
// modules included. go list reports them.
func Needs(t testing.TB, pattern string) []Import {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Deps", pattern).Output()
	if err != nil {
		t.Fatalf("list %s: %v", pattern, err)
	}
	var all []Import
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatalf("read the answer of go list: %v", err)
		}
		for _, needs := range p.Deps {
			all = append(all, Import{p.ImportPath, needs, p.ImportPath, forTests(p.ImportPath)})
		}
	}
	return all
}

// Broken are the imports that a ban forbids.
func (b Ban) Broken(imports []Import) []string {
	var found []string
	for _, i := range imports {
		if b.holdsFor(i.Who) && b.names(i.Needs, b.Never) && (b.Tests || !i.Test) {
			found = append(found, fmt.Sprintf("%s needs %s, but %s", i.From, i.Needs, b.Because))
		}
	}
	return found
}

func (b Ban) holdsFor(who string) bool {
	return b.names(who, b.Who) && !slices.ContainsFunc(b.But, func(but string) bool { return under(who, but) })
}

func (b Ban) names(name, top string) bool { return name == top || !b.Whole && under(name, top) }

// HoldBans fails the test for each banned import. It also fails for a ban without a
// reason, one whose package no longer exists, and one that does not find its import.
func HoldBans(t *testing.T, imports []Import, bans []Ban) {
	t.Helper()
	for _, b := range bans {
		if b.Because == "" || len(b.Broken([]Import{{Who: b.Who, Needs: b.Never}})) == 0 {
			t.Errorf("the ban of %s on %s has no reason, or finds nothing", b.Never, b.Who)
		}
		if !slices.ContainsFunc(imports, func(i Import) bool { return b.holdsFor(i.Who) }) {
			t.Errorf("there is no package %s any more: the ban on %s holds for none", b.Who, b.Never)
		}
		for _, found := range b.Broken(imports) {
			t.Error(found)
		}
	}
}
