package e2e

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
)

// capabilities are the numbers of include/uapi/linux/capability.h.
var capabilities = map[string]int{"cap_dac_read_search": 2, "cap_sys_ptrace": 19}

// withCapabilities copies this binary and gives the copy capabilities, as setcap does:
// permitted and effective (struct vfs_cap_data, version 2).
func withCapabilities(t *testing.T, names []string) string {
	t.Helper()
	// File capabilities need a file system of this user namespace; every user can reach this one.
	const dir = "/mnt"
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "mode=755"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	path := filepath.Join(dir, "berth")
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	to.Close()
	value := make([]byte, 20)
	binary.LittleEndian.PutUint32(value, 0x02000001)
	for _, name := range names {
		number, known := capabilities[name]
		if !known {
			t.Fatalf("there is no %s", name)
		}
		binary.LittleEndian.PutUint32(value[4:], binary.LittleEndian.Uint32(value[4:])|1<<number)
	}
	if err := unix.Setxattr(path, "security.capability", value, 0); err != nil {
		t.Skipf("SKIPPED: this kernel lets us set no file capabilities in here: %v", err)
	}
	return path
}

// Row 61: the setcap command of the help, the README and the manual is sufficient, and a
// shorter one is not.
func TestSetcapCommandOfTheHelpShowsOwners(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		line := regexp.MustCompile(`(?m)^ +sudo setcap ([a-z_,]+)\+ep `).FindStringSubmatch(berth(t, "--help").out)
		if line == nil {
			t.Fatal("the help has no such line")
		}
		servers := []*worlds.Process{worlds.Helper(t, "listen"), worlds.Start(t, worlds.Spec{Role: "listen", User: 1000})}
		rights := strings.Split(line[1], ",")
		for left := range append(rights, "") {
			given := slices.Delete(slices.Clone(rights), left, min(left+1, len(rights)))
			cmd := exec.Command(withCapabilities(t, given), "list", "-o", "pid,process", "--csv")
			cmd.Env = append(os.Environ(), marker+"=1")
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			out, err := cmd.Output()
			for _, p := range servers {
				if sees := strings.Contains(string(out), fmt.Sprintf("\n%d,listen\n", p.PID)); err != nil || sees != (len(given) == len(rights)) {
					t.Errorf("with %q process %d is seen %v, %v:\n%s", given, p.PID, sees, err, out)
				}
			}
		}
	})
}
