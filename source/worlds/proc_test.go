package worlds

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProcUnpacksLinksArgumentsAndEmptyDirectories(t *testing.T) {
	root := Proc(t, `
-- self -> 7 --
-- 7/comm --
nginx
-- 7/cmdline --
nginx: worker
-g daemon off;
-- 8/cmdline --
-- 7/fd/3 -> socket:[34062] --
-- 8/fd/ --
`)
	got := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		switch {
		case entry.IsDir():
			got[name] = "directory"
		case entry.Type()&os.ModeSymlink != 0:
			target, err := os.Readlink(path)
			got[name] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(path)
			got[name] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		".": "directory", "7": "directory", "7/fd": "directory", "8": "directory", "8/fd": "directory",
		"self":      "-> 7",
		"7/comm":    "nginx\n",
		"7/cmdline": "nginx: worker\x00-g daemon off;\x00",
		"7/fd/3":    "-> socket:[34062]",
		"8/cmdline": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the world differs (-want +got):\n%s", diff)
	}
}
