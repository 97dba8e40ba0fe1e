package ui_test

import (
	"slices"
	"testing"

	"berth/model/laws"
)

// deep bans an import for a package and all packages below it, also through another package.
func deep(who, never, because string) laws.Ban {
	return laws.Ban{Who: who, Never: never, Because: because, Tests: true}
}

// exactly is deep for two packages, without the packages below them.
func exactly(who, never, because string) laws.Ban {
	return laws.Ban{Who: who, Never: never, Because: because, Tests: true, Whole: true}
}

// bans are the imports that packages of ui must not have, and why. A path prefix
// ("github.com") stands for all packages below it.
var bans = []laws.Ban{
	deep("berth/ui", "berth/source", "a pane must not reach behind the snapshot"),
	deep("berth/ui", "github.com/prometheus/procfs", "data of /proc comes only through the snapshot, so that a recording can replay it"),
	deep("berth/ui", "github.com/vishvananda/netlink", "sockets come only through the snapshot, whichever backend reads them"),
	deep("berth/ui", "github.com/mdlayher/netlink", "sockets come only through the snapshot, whichever backend reads them"),
	deep("berth/ui/cli", "github.com/charmbracelet/bubbletea", "a command in a pipe must start in milliseconds and not query the terminal"),
	deep("berth/ui/table", "github.com/charmbracelet/bubbletea", "rows and columns do not depend on a version of the framework"),
	deep("berth/ui/screen", "github.com/charmbracelet/bubbletea", "cells and bytes do not depend on a version of the framework"),
	deep("berth/ui/theme", "github.com/charmbracelet/bubbletea", "styles are also used without a running program"),
	deep("berth/ui/act", "github.com", "what changes the machine depends on no framework"),
	deep("berth/ui/detail", "berth/ui/theme", "facts are words, for a screen and for a pipe"),
	deep("berth/ui/term", "berth/model/field", "the terminal shows any program and knows no facts"),
	deep("berth/ui/term/earlyterm", "github.com", "Go first initialises packages without dependencies; the guard must come before Bubble Tea"),

	exactly("berth/ui/dash/dialog", "berth/ui/dash", "a dialog sees an Env, and never the dashboard"),
	exactly("berth/ui/dash/dialog", "berth/ui/dash/portmap", "a dialog asks what a pane can do, not which pane it is"),
	exactly("berth/ui/dash/pane", "berth/ui/dash/dialog", "a pane describes a row; dialogs decide what is done with it"),
	exactly("berth/ui/dash/portmap", "berth/ui/dash/dialog", "a pane describes a row; dialogs decide what is done with it"),
	exactly("berth/ui/dash/history", "berth/ui/dash/pane", "which rows are new is the same for all panes"),
}

func TestReadersImportOnlyWhatTheyMay(t *testing.T) {
	laws.HoldBans(t, laws.Needs(t, "berth/ui/..."), bans)
}

func TestGuardImportsOnlyOS(t *testing.T) {
	var got []string
	for _, i := range laws.Imports(laws.Below(t, "ui/term/earlyterm")) {
		if i.Who == "berth/ui/term/earlyterm" && !i.Test && !slices.Contains(got, i.Needs) {
			got = append(got, i.Needs)
		}
	}
	if !slices.Equal(got, []string{"os"}) {
		t.Errorf("the guard imports %q; with more than os it is initialised after Bubble Tea", got)
	}
}
