package signal

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// line is a stat file with % for the name.
const line = "7 (%) S 3 1 1 0 -1 4194560 0 0 0 0 1 2 0 0 20 0 1 0 4200 1000 5 99 111 222 333 0\n"

func directory(t *testing.T, path string) int {
	t.Helper()
	fd, err := unix.Open(path, unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeAll(fd) })
	return fd
}

func TestVerifyDetectsEveryChangeOfTheProcess(t *testing.T) {
	base := "-- 7/stat --\n" + strings.Replace(line, "%", "nginx", 1) + "-- 7/exe -> /usr/sbin/nginx --\n-- 7/fd/3 -> socket:[70] --\n"
	for _, c := range []struct {
		what, old, new string
		want           error
	}{
		{"nothing", "", "", nil},
		{"its start", " 4200 ", " 4201 ", model.ErrChanged},
		{"its name", "(nginx)", "(sh)", model.ErrChanged},
		{"its program", "/usr/sbin/nginx", "/bin/sh", model.ErrChanged},
		{"where its program lies", " 111 ", " 112 ", model.ErrChanged},
		{"where its stack lies", " 333 ", " 334 ", model.ErrChanged},
		{"its socket", "socket:[70]", "socket:[71]", model.ErrReleased},
		{"its life", ") S ", ") Z ", model.ErrGone},
		{"its parent", " 3 1 1 ", " 1 1 1 ", nil},
	} {
		v := &victim{
			target:  model.Target{Process: model.ProcessID{PID: 7, Start: 4200}, Inodes: []uint64{69, 70}},
			program: program{"nginx", "/usr/sbin/nginx", "111 333"},
			pidfd:   -1,
			dir:     directory(t, filepath.Join(worlds.Proc(t, strings.Replace(base, c.old, c.new, 1)), "7")),
		}
		if err := v.verify(); !errors.Is(err, c.want) {
			t.Errorf("%s changed: error %v, want %v", c.what, err, c.want)
		}
	}
}

func TestFIFOInPlaceOfStatDoesNotBlockVerify(t *testing.T) {
	root := worlds.Proc(t, "-- 7/fd/ --\n")
	if err := unix.Mkfifo(filepath.Join(root, "7", "stat"), 0o644); err != nil {
		t.Fatal(err)
	}
	v := &victim{pidfd: -1, dir: directory(t, filepath.Join(root, "7"))}
	if err := v.verify(); err == nil {
		t.Error("an empty stat was accepted as a process")
	}
}

func TestSignalGoesToTheHeldProcessAndNotToItsNumber(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		a, err := Open("/proc")
		if err != nil {
			t.Fatal(err)
		}
		held, other := worlds.Helper(t, "echo"), worlds.Helper(t, "echo")
		v := hold(t, a, targetOf(t, held.PID)).(*victim)
		if v.pidfd < 0 {
			t.Skip("SKIPPED: this kernel has no pidfd")
		}
		v.target.Process.PID = int32(other.PID)
		if err := v.send(unix.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if got := held.Signal(); got != unix.SIGTERM {
			t.Errorf("the process that was held ended by %v", got)
		}
		wantUnharmed(t, other)
	})
}

func TestProcessThatEndsBetweenPidfdAndDirectoryIsGone(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		first := worlds.Helper(t, "echo")
		pidfd, err := pidfdOpen(first.PID)
		if err != nil {
			t.Skipf("SKIPPED: this kernel has no pidfd: %v", err)
		}
		first.Stop()
		second := worlds.Start(t, worlds.Spec{Role: "echo", PID: first.PID})
		v := &victim{target: targetOf(t, second.PID), pidfd: pidfd, dir: directory(t, "/proc/"+strconv.Itoa(second.PID))}
		defer closeAll(pidfd)
		s, err := readStat(v.dir)
		if err != nil {
			t.Fatal(err)
		}
		v.program = programOf(v.dir, s)
		if err := v.verify(); !errors.Is(err, model.ErrGone) {
			t.Errorf("error %v, want %v", err, model.ErrGone)
		}
	})
}
