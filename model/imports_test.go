package model_test

import (
	"strings"
	"testing"

	"berth/model/laws"
)

// never bans an import in all files of the program below this directory.
func never(name, because string) laws.Ban {
	return laws.Ban{Who: "berth/model", Never: name, Because: because}
}

// bans are the imports that no file of model/... may have, and why. Tests may have them.
var bans = []laws.Ban{
	never("os", "a recording must replay to exactly what was live"),
	never("syscall", "facts do not ask the kernel"),
	never("runtime", "facts do not depend on where they are read"),
	never("log", "a fact that went wrong is an error or a Gap"),
	never("berth/source", "facts do not know where they come from"),
	never("berth/ui", "facts do not know who reads them"),
	never("golang.org/x/sys", "it is syscall by another name"),
	never("github.com/charmbracelet", "five readers want the facts, and one of them is a terminal"),
	never("github.com/prometheus/procfs", "only source reads /proc"),
}

func TestModelImportsNothingButTheStandardLibraryAndItself(t *testing.T) {
	imports := laws.Imports(laws.Below(t, "model"))
	laws.HoldBans(t, imports, bans)
	for _, i := range imports {
		if first, _, _ := strings.Cut(i.Needs, "/"); !i.Test && strings.Contains(first, ".") {
			t.Errorf("%s imports %s: facts need the standard library alone", i.From, i.Needs)
		}
		if !i.Test && i.Needs == "net" {
			t.Errorf("%s imports net: net/netip writes addresses; net asks the machine", i.From)
		}
	}
}
