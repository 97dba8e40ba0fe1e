package procfs_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

func TestHeadReadsAtMostTheBuffer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	for size, want := range map[int]string{0: "", 4: "0123", 10: "0123456789", 64: "0123456789"} {
		for name, read := range map[string]func([]byte) ([]byte, error){
			"Head":  func(into []byte) ([]byte, error) { return procfs.Head(procfs.Here, path, into) },
			"Await": func(into []byte) ([]byte, error) { return procfs.Await(path, into) },
		} {
			if got, err := read(make([]byte, size)); err != nil || string(got) != want {
				t.Errorf("%s into %d bytes: %q, %v", name, size, got, err)
			}
		}
	}
}

func TestHeadReadsFromTheOpenDirectory(t *testing.T) {
	held := filepath.Join(t.TempDir(), "7")
	if err := os.Mkdir(held, 0o755); err != nil {
		t.Fatal(err)
	}
	dir, err := os.Open(held)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if err := os.WriteFile(held+"/stat", []byte("first"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(held, held+"-old"); err != nil { // the open directory has another name now
		t.Fatal(err)
	}
	if got, err := procfs.Head(int(dir.Fd()), "stat", make([]byte, 16)); err != nil || string(got) != "first" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestFIFODoesNotBlock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := procfs.Head(procfs.Here, path, make([]byte, 16)); err != nil || len(got) != 0 {
		t.Errorf("Head: %q, %v", got, err)
	}
	if file, err := procfs.Open(path); err == nil {
		t.Errorf("opened %s, which is not a regular file", file.Name())
	}
}

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := procfs.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	for _, path := range []string{dir, "/dev/null", filepath.Join(dir, "missing")} {
		if _, err := procfs.Open(path); err == nil {
			t.Errorf("opened %s", path)
		}
	}
}

func TestGoneAndDeniedAreDistinguished(t *testing.T) {
	for err, want := range map[error][2]bool{ // gone, denied
		unix.ENOENT: {true, false}, unix.ESRCH: {true, false}, unix.EACCES: {false, true},
		unix.EPERM: {false, true}, unix.EIO: {false, false}, unix.EMFILE: {false, false},
	} {
		err := fmt.Errorf("read: %w", err)
		if got := [2]bool{procfs.Gone(err), procfs.Denied(err)}; got != want {
			t.Errorf("%v: gone, denied %v", err, got)
		}
	}
}

func TestInodeIsParsedFromALink(t *testing.T) {
	for link, want := range map[string]int64{
		"socket:[34062]": 34062, "socket:[0]": 0, "socket:[4294967296]": 4294967296,
		"": -1, "socket:": -1, "socket:[": -1, "socket:[]": -1, "socket:[7": -1, "socket:7]": -1, "socket:[x]": -1, "socket:[-1]": -1,
		"socket:[+1]": -1, "socket:[1 ]": -1, "socket:[18446744073709551616]": -1, "pipe:[7]": -1, "net:[7]": -1, "/tmp/socket:[7]": -1,
	} {
		for _, read := range []func() (uint64, bool){
			func() (uint64, bool) { return procfs.Inode(link, "socket") },
			func() (uint64, bool) { return procfs.Inode([]byte(link), "socket") },
		} {
			if n, ok := read(); ok != (want >= 0) || ok && int64(n) != want {
				t.Errorf("%q: %d, %v", link, n, ok)
			}
		}
	}
}

func FuzzInode(f *testing.F) {
	for _, seed := range []string{"socket:[34062]", "socket:[]", "pipe:[1]", "socket:[18446744073709551615]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, link []byte) {
		n, ok := procfs.Inode(link, "socket")
		if back := fmt.Sprintf("socket:[%d]", n); ok && back != string(link) && !bytes.HasPrefix(link, []byte("socket:[0")) {
			t.Errorf("%q is read as %s", link, back)
		}
	})
}
