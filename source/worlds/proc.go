package worlds

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// Proc unpacks a /proc tree from a txtar archive into a directory of the test and returns that
// directory. It can be used as the root of a proc file system.
//
//	-- self -> 7 --
//	-- net -> self/net --
//	-- 7/comm --
//	nginx
//	-- 7/cmdline --
//	nginx: worker
//	-g daemon off;
//	-- 7/fd/3 -> socket:[34062] --
//	-- 7/ns/net -> net:[4026531840] --
//	-- 7/net/tcp --
//	  sl  local_address rem_address   st ...
//	-- 7/fd/ --
//
// A name with an arrow is a symbolic link; its target need not exist. A name that ends with a slash
// is an empty directory. In a file named cmdline every newline becomes a NUL, so each line is one
// argument; an empty file is the cmdline of a kernel thread. Every other file is written unchanged,
// including the newline at its end, which the kernel writes, too (for example in comm).
func Proc(t testing.TB, text string) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "proc")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse([]byte(text))
	if len(bytes.TrimSpace(archive.Comment)) > 0 {
		t.Fatalf("text before the first file: %q", archive.Comment)
	}
	for _, file := range archive.Files {
		if err := unpack(root, file); err != nil {
			t.Fatalf("unpack %q: %v", file.Name, err)
		}
	}
	return root
}

func unpack(root string, file txtar.File) error {
	name, target, link := strings.Cut(file.Name, " -> ")
	path := filepath.Join(root, filepath.FromSlash(name))
	if strings.HasSuffix(name, "/") {
		return os.MkdirAll(path, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if link {
		return os.Symlink(target, path)
	}
	data := file.Data
	if filepath.Base(path) == "cmdline" {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte{0})
	}
	return os.WriteFile(path, data, 0o644)
}
