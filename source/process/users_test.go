package process

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// passwd writes a passwd file and returns users with a clock that the test controls.
func passwd(t *testing.T, text string) (u *users, write func(string), tick func()) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "passwd")
	write = func(text string) {
		if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
	}
	write(text)
	u = newUsers(path)
	now := time.Unix(0, 0)
	u.now = func() time.Time { return now }
	return u, write, func() { now = now.Add(time.Minute) }
}

func TestFirstNameOfAUserIsUsed(t *testing.T) {
	u, _, _ := passwd(t, "root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:\nwww-data:x:33:33:www:/:\n"+
		"\n# remark\nbroken\n:x:7:7::/:\nnan:x:many:1::/:\nhuge:x:4294967296:1::/:\n\x1b[2J:x:9:9::/:\n")
	for uid, want := range map[uint32]string{0: "root", 33: "www-data", 7: "7", 1000: "1000", 9: "\ufffd[2J"} {
		if got := u.name(uid).String(); got != want {
			t.Errorf("user %d is %q, want %q", uid, got, want)
		}
	}
}

func TestUsersAreReadAgainWhenTheFileChanges(t *testing.T) {
	u, write, tick := passwd(t, "old:x:5:5::/:\n")
	if got := u.name(5).String(); got != "old" {
		t.Fatalf("named %q", got)
	}
	write("new:x:5:5::/:\n")
	tick()
	if got := u.name(5).String(); got != "new" {
		t.Errorf("named %q after the change", got)
	}
}

func TestUsersAreNumbersIfTheFileCannotBeRead(t *testing.T) {
	u, _, tick := passwd(t, "")
	if err := os.Remove(u.path); err != nil {
		t.Fatal(err)
	}
	if got := u.name(5).String(); got != "5" {
		t.Errorf("no file: named %q", got)
	}
	if err := syscall.Mkfifo(u.path, 0o644); err != nil {
		t.Fatal(err)
	}
	tick()
	if got := u.name(5).String(); got != "5" {
		t.Errorf("a FIFO: named %q", got)
	}
}

func FuzzPasswd(f *testing.F) {
	f.Add("root:x:0:0::/:/bin/sh\n")
	f.Add(":::\n::::0:\nx:y:-1:\n")
	f.Fuzz(func(t *testing.T, text string) {
		for uid, name := range parsePasswd(strings.NewReader(text)) {
			if name.Empty() {
				t.Errorf("user %d has an empty name in %q", uid, text)
			}
		}
	})
}
