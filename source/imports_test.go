package source

import (
	"path"
	"strings"
	"testing"

	"berth/model/laws"
)

// never is an import that the program's files below this directory do not have.
func never(name, because string) laws.Ban {
	return laws.Ban{Who: "berth/source", Never: name, Because: because}
}

// bans are what no file below this directory may import, and why. Files of tests
// may, but for the first row.
var bans = []laws.Ban{
	{Who: "berth/source", Never: "berth/ui", Because: "a source serves commands, exporter and ssh, too", Tests: true},
	never("github.com/charmbracelet", "a source does not know that a terminal exists"),
	never("github.com/shirou/gopsutil/v3/cpu", "its init reads /proc/stat, so that a file that does not answer would stop every start"),
	never("github.com/shirou/gopsutil/v3/process", "it imports cpu, and NewProcess reads the environment of PID 1"),
	never("github.com/shirou/gopsutil/v3/net", "Connections reads every descriptor of every process at each call; sockdiag and procnet do not"),
	never("github.com/mdlayher/netlink", "one client of netlink, in tables/sockdiag, whose reader of messages is fuzzed"),
	never("os/exec", "as root nothing must run that the environment can choose"),
	never("os/user", "NSS loads code and may wait for a network; passwd is a file"),
	never("plugin", "nothing is loaded at run time"),
	never("C", "the program is one static file"),
	never("log", "what could not be read is a Gap or an error"),
	never("testing", "what tests need stands in worlds"),
	never("berth/source/worlds", "tests alone make worlds"),
}

func TestSourceImportsNothingThatIsBanned(t *testing.T) {
	laws.HoldBans(t, laws.Imports(laws.Below(t, "source")), bans)
}

// shared are the leaves that every other leaf may import, and why.
var shared = map[string]string{
	"berth/source/procfs": "one way to open a file of /proc, and to read its formats",
	"berth/source/guard":  "one way to give up a read that does not return",
}

func TestLeavesImportNoOtherLeaf(t *testing.T) {
	for _, i := range laws.Imports(laws.Below(t, "source")) {
		if composes(i) {
			t.Errorf("%s imports %s: only source itself composes", i.From, i.Needs)
		}
	}
}

// composes reports whether a leaf imports another leaf. A package below a leaf, as
// one of the backends, may import that leaf.
func composes(i laws.Import) bool {
	if i.Who == "berth/source" || !within(i.Needs, "berth/source") || shared[i.Needs] != "" {
		return false
	}
	if i.Needs == "berth/source/worlds" && strings.HasSuffix(i.From, "_test.go") {
		return false
	}
	return i.Needs == "berth/source" || !within(i.Who, i.Needs)
}

func within(name, top string) bool { return name == top || strings.HasPrefix(name, top+"/") }

func TestLeafThatImportsALeafIsNoticed(t *testing.T) {
	for file, want := range map[string]bool{
		"source/host/a.go berth/source/process":                   true,
		"source/host/a_test.go berth/source/process":              true,
		"source/host/a.go berth/source":                           true,
		"source/host/a.go berth/source/worlds":                    true,
		"source/tables/sockdiag/a.go berth/source/tables/procnet": true,
		"source/a.go berth/source/process":                        false,
		"source/host/a.go berth/source/procfs":                    false,
		"source/host/a_test.go berth/source/worlds":               false,
		"source/tables/sockdiag/a.go berth/source/tables":         false,
	} {
		name, needs, _ := strings.Cut(file, " ")
		if got := composes(laws.Import{Who: path.Join("berth", path.Dir(name)), Needs: needs, From: name}); got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}
