package ui_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// bans are what the packages of ui never import, not even by way of another
// package. A row is a prefix of import paths on both sides.
var bans = []struct{ who, never, because string }{
	{"berth/ui", "berth/source", "a pane must not reach behind the snapshot"},
	{"berth/ui", "github.com/prometheus/procfs", "what is read of /proc comes through the snapshot, so that a recording replays it"},
	{"berth/ui", "github.com/vishvananda/netlink", "sockets come through the snapshot, whoever reads them"},
	{"berth/ui", "github.com/mdlayher/netlink", "sockets come through the snapshot, whoever reads them"},
	{"berth/ui/cli", "github.com/charmbracelet/bubbletea", "a command in a pipe starts in milliseconds and asks no terminal"},
	{"berth/ui/table", "github.com/charmbracelet/bubbletea", "rows and columns outlive the version of the framework"},
	{"berth/ui/screen", "github.com/charmbracelet/bubbletea", "cells and bytes outlive the version of the framework"},
	{"berth/ui/theme", "github.com/charmbracelet/bubbletea", "a style is needed where no program runs"},
	{"berth/ui/act", "github.com", "what changes the machine depends on no framework"},
	{"berth/ui/detail", "berth/ui/theme", "facts are words, for a screen and for a pipe"},
	{"berth/ui/term", "berth/model/field", "the terminal shows any program and knows no facts"},
	{"berth/ui/term/earlyterm", "github.com", "Go initialises first what waits for nothing; the guard must come before Bubble Tea"},
}

// strangers are the packages of the dashboard that never import one of another, not
// even by way of another package; both are whole import paths.
var strangers = []struct{ who, never, because string }{
	{"berth/ui/dash/dialog", "berth/ui/dash", "a dialog sees an Env, and never the dashboard"},
	{"berth/ui/dash/dialog", "berth/ui/dash/portmap", "a dialog asks what a pane can do, and not which one it is"},
	{"berth/ui/dash/pane", "berth/ui/dash/dialog", "a pane says what a row is, and not what is done with it"},
	{"berth/ui/dash/portmap", "berth/ui/dash/dialog", "a pane says what a row is, and not what is done with it"},
	{"berth/ui/dash/history", "berth/ui/dash/pane", "which rows are new is the same for all panes"},
}

// pkg is what go list says of a package; Deps are all it needs to be built.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// list asks the go command about the packages of this tree.
func list(t *testing.T, pattern string) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", pattern)
	out, err := cmd.Output()
	if err != nil {
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			err = fmt.Errorf("%w\n%s", err, exit.Stderr)
		}
		t.Fatalf("list %s: %v", pattern, err)
	}
	var packages []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return packages
		} else if err != nil {
			t.Fatalf("read the answer of go list: %v", err)
		}
		packages = append(packages, p)
	}
}

// under reports whether path is the package or lies below it; a path that is
// not a whole name ("github.com") has everything below it.
func under(path, top string) bool { return path == top || strings.HasPrefix(path, top+"/") }

// broken are the imports that a ban forbids.
func broken(packages []pkg, who, never string) []string {
	var found []string
	for _, p := range packages {
		for _, dep := range p.Deps {
			if under(p.ImportPath, who) && under(dep, never) {
				found = append(found, p.ImportPath+" needs "+dep)
			}
		}
	}
	return found
}

func TestReadersImportOnlyWhatTheyMay(t *testing.T) {
	packages := list(t, "berth/ui/...")
	for _, b := range bans {
		if !slices.ContainsFunc(packages, func(p pkg) bool { return under(p.ImportPath, b.who) }) {
			t.Errorf("there is no package %s any more: the ban on %s has nobody to hold for", b.who, b.never)
		}
		for _, found := range broken(packages, b.who, b.never) {
			t.Errorf("%s, but %s", found, b.because)
		}
	}
}

func TestDialogsAndPanesKnowNoMoreThanTheyMay(t *testing.T) {
	packages := list(t, "berth/ui/dash/...")
	for _, s := range strangers {
		at := slices.IndexFunc(packages, func(p pkg) bool { return p.ImportPath == s.who })
		if at < 0 {
			t.Errorf("there is no package %s any more", s.who)
			continue
		}
		if slices.Contains(packages[at].Deps, s.never) {
			t.Errorf("%s needs %s, but %s", s.who, s.never, s.because)
		}
	}
}

func TestGuardImportsOnlyOS(t *testing.T) {
	for _, p := range list(t, "berth/ui/term/earlyterm") {
		if !slices.Equal(p.Imports, []string{"os"}) {
			t.Errorf("%s imports %q; with more than os it is initialised after Bubble Tea", p.ImportPath, p.Imports)
		}
	}
}

func TestBrokenBanIsNoticed(t *testing.T) {
	packages := []pkg{
		{ImportPath: "berth/ui/dash/pane", Deps: []string{"os", "berth/source/tables/procnet"}},
		{ImportPath: "berth/uix", Deps: []string{"berth/source"}},
	}
	if got := broken(packages, "berth/ui", "berth/source"); len(got) != 1 || got[0] != "berth/ui/dash/pane needs berth/source/tables/procnet" {
		t.Errorf("got %q", got)
	}
}
