package source

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"berth/model"
	"berth/source/worlds"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestUnusableProcIsAnErrorOfOneLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	other := filepath.Join(dir, "other")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(other, "some", "files"), 0o755); err != nil {
		t.Fatal(err)
	}
	for root, want := range map[string]string{
		filepath.Join(dir, "missing"):      "is not mounted: it does not exist",
		file:                               "is not mounted: it is not a directory",
		filepath.Join(other, "some/files"): "is not mounted: it is empty",
		other:                              "is not mounted: it is not a proc file system",
	} {
		m, err := Open(t.Context(), Spec{Root: root})
		if err == nil {
			t.Errorf("%s: opened %v", root, m)
			continue
		}
		if got := err.Error(); got != root+" "+want || strings.Contains(got, "\n") {
			t.Errorf("said %q, want %q", got, root+" "+want)
		}
	}
}

func TestMachineHasAnActorOnlyIfItMayAct(t *testing.T) {
	worlds.Inside(t, worlds.PID, func(t *testing.T) {
		for _, c := range []struct {
			what string
			spec Spec
			acts bool
		}{
			{"the real /proc", Spec{}, true},
			{"read-only", Spec{ReadOnly: true}, false},
			{"a tree of other processes", procTree(t, nil, processFiles(7, "nginx")), false},
		} {
			m, err := Open(t.Context(), c.spec)
			if err != nil {
				t.Fatal(err)
			}
			if (m.Actor != nil) != c.acts {
				t.Errorf("%s: actor %v", c.what, m.Actor)
			}
			if (m.SysctlWriter != nil) != c.acts {
				t.Errorf("%s: sysctl writer %v", c.what, m.SysctlWriter)
			}
			if m.Name == "" || m.Sampler == nil {
				t.Errorf("%s: machine %+v", c.what, m)
			}
		}
	})
}

func TestServicesOfIANAAreUsedIfTheHostHasNone(t *testing.T) {
	for _, path := range []string{"/does/not/exist", t.TempDir()} {
		if got := names(path)[model.PortKey{Proto: model.TCP, Port: 443}].String(); got != "https" {
			t.Errorf("%s: 443 is %q", path, got)
		}
	}
}
