package signal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
	"berth/source/worlds"
)

func TestMain(m *testing.M) {
	worlds.Main(m, worlds.Roles{"echo": echo, "undumpable echo": undumpable, "sender": sender, "sender without ptrace": withoutPtrace})
}

// echo listens and repeats every line that it receives, so that a test knows that no
// signal ended it. Some lines also make it act.
func echo(s *worlds.Stage) error {
	file, port, err := worlds.ListenerFile()
	if err != nil {
		return err
	}
	s.Ready(port)
	for {
		line, ok := s.Hear()
		if !ok {
			return nil
		}
		s.Say(line)
		switch line {
		case "close":
			file.Close()
		case "exec cat":
			return worlds.Exec(file, "/bin/cat", []string{"cat"})
		case "exec itself":
			return worlds.Exec(file, "/proc/self/exe", os.Args)
		}
	}
}

// undumpable is an echo that is not dumpable: its files in /proc belong to root.
func undumpable(s *worlds.Stage) error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return err
	}
	return echo(s)
}

// sender holds and signals a process with its own rights: PID START [INODE...]. It prints
// the result.
func sender(s *worlds.Stage) error {
	a, err := Open("/proc")
	if err != nil {
		return err
	}
	pid, _ := strconv.Atoi(s.Arg(0, ""))
	start, _ := strconv.ParseUint(s.Arg(1, ""), 10, 64)
	target := model.Target{Process: model.ProcessID{PID: int32(pid), Start: start}}
	for _, arg := range s.Args[2:] {
		inode, _ := strconv.ParseUint(arg, 10, 64)
		target.Inodes = append(target.Inodes, inode)
	}
	s.Ready()
	if _, ok := s.Hear(); ok {
		err := act(a, target)
		s.Say(errors.Is(err, model.ErrNotPermitted), err)
	}
	s.Wait()
	return nil
}

const ptraceDropped = "BERTH_TEST_BLINDED"

// withoutPtrace is a sender without CAP_SYS_PTRACE: it may list descriptors but not read their
// links.
func withoutPtrace(s *worlds.Stage) error {
	if os.Getenv(ptraceDropped) != "" {
		return sender(s)
	}
	runtime.LockOSThread() // the capability is dropped for the thread that calls exec
	if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_SYS_PTRACE, 0, 0, 0); err != nil {
		return err
	}
	return syscall.Exec("/proc/self/exe", os.Args, append(os.Environ(), ptraceDropped+"=yes"))
}

func act(a *Actor, target model.Target) error {
	v, err := a.Hold(context.Background(), target)
	if err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	defer v.Release()
	return v.Signal(context.Background(), term)
}

var (
	term = model.Signal{Number: int(unix.SIGTERM), Name: safe.Say("TERM")}
	kill = model.Signal{Number: int(unix.SIGKILL), Name: safe.Say("KILL")}
)

// targetOf is a process with its current sockets.
func targetOf(t *testing.T, pid int) model.Target {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d", pid)
	data, err := os.ReadFile(dir + "/stat")
	if err != nil {
		t.Fatal(err)
	}
	s, err := procfs.ParseStat(data)
	if err != nil {
		t.Fatal(err)
	}
	target := model.Target{Process: model.ProcessID{PID: int32(pid), Start: s.Start}}
	links, _ := filepath.Glob(dir + "/fd/*")
	for _, link := range links {
		name, _ := os.Readlink(link)
		if inode, ok := procfs.Inode(name, "socket"); ok {
			target.Inodes = append(target.Inodes, inode)
		}
	}
	return target
}

// inside runs a test in its own namespaces, once with pidfds and once like a kernel
// without them.
func inside(t *testing.T, body func(t *testing.T, a *Actor)) {
	t.Helper()
	for _, kernel := range []string{"with pidfd", "without pidfd"} {
		t.Run(kernel, func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
				a, err := Open("/proc")
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(kernel, "without") {
					a.open = func(int) (int, error) { return -1, unix.ENOSYS }
				}
				body(t, a)
			})
		})
	}
}

// hold holds a process and fails if that is not possible.
func hold(t *testing.T, a *Actor, target model.Target) model.Victim {
	t.Helper()
	v, err := a.Hold(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Release)
	return v
}

// wantUnharmed fails if the process was signalled: a signal would end it before it could
// answer.
func wantUnharmed(t *testing.T, p *worlds.Process) {
	t.Helper()
	if got := p.Ask("hello"); got != "hello" || !p.Alive() {
		t.Errorf("process %d was signalled: it answers %q", p.PID, got)
	}
}
