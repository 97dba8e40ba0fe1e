package signal

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"berth/model"
	"berth/source/procfs"
	"berth/source/worlds"
)

// wantRefused tries to hold a process and wants a refusal. It never sends a signal.
func wantRefused(t *testing.T, a *Actor, pid int, why string) {
	t.Helper()
	target := model.Target{Process: model.ProcessID{PID: int32(pid)}}
	if pid > 1 {
		target = targetOf(t, pid)
	}
	v, err := a.Hold(t.Context(), target)
	var refusal *model.Refusal
	if !errors.As(err, &refusal) {
		if v != nil {
			v.Release()
		}
		t.Errorf("process %d: error %v, want a refusal", pid, err)
		return
	}
	if !strings.Contains(refusal.Why.String(), why) {
		t.Errorf("process %d: refused because %q, want %q", pid, refusal.Why, why)
	}
}

func TestNonPositivePIDsAndInitAreRefused(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		for pid, why := range map[int]string{0: "no process", -1: "no process", -7: "no process", 1: "init"} {
			wantRefused(t, a, pid, why)
		}
	})
}

func TestBerthAndItsAncestorsAreRefused(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { // the ancestors stay visible
		a, err := Open("/proc")
		if err != nil {
			t.Fatal(err)
		}
		wantRefused(t, a, os.Getpid(), "berth itself")
		ancestors := 0
		for pid := os.Getppid(); pid > 1; ancestors++ {
			wantRefused(t, a, pid, "is an ancestor of berth")
			data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
			if err != nil {
				t.Fatal(err)
			}
			s, err := procfs.ParseStat(data)
			if err != nil {
				t.Fatal(err)
			}
			pid = int(s.Parent)
		}
		if ancestors == 0 {
			t.Error("no ancestor was seen")
		}
		child := worlds.Helper(t, "echo")
		hold(t, a, targetOf(t, child.PID)) // a child of berth is allowed
	})
}

func TestKernelThreadsAreRefused(t *testing.T) {
	s, err := procfs.ParseStat([]byte("9 (kworker/0:1) I 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 24 0 0 18446744073709551615 0 0 0 0 0\n"))
	if err != nil {
		t.Fatal(err)
	}
	why, refused := (&Actor{root: t.TempDir()}).refuse(s)
	if !refused || why.String() != "kworker/0:1 (9) is a thread of the kernel; signals do nothing to it" {
		t.Errorf("refused %v: %q", refused, why)
	}
}

func TestProcessOfAnotherUserIsNotPermitted(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		p := worlds.Helper(t, "echo") // runs as root
		target := targetOf(t, p.PID)
		args := []string{fmt.Sprint(p.PID), fmt.Sprint(target.Process.Start)}
		for _, c := range []struct {
			args []string
			want string
		}{
			{args, "not permitted: process %d belongs to user 0; needs root or CAP_KILL"},
			{append(args, fmt.Sprint(target.Inodes[0])),
				"hold: not permitted: process %d belongs to user 0, its descriptors cannot be read; needs root or CAP_SYS_PTRACE"},
		} {
			s := worlds.Start(t, worlds.Spec{Role: "sender", Args: c.args, User: 1000})
			if got, want := s.Ask("go"), "true "+fmt.Sprintf(c.want, p.PID); got != want {
				t.Errorf("said %q\nwant %q", got, want)
			}
		}
		wantUnharmed(t, p)
		own := worlds.Start(t, worlds.Spec{Role: "echo", User: 1000})
		target = targetOf(t, own.PID)
		s := worlds.Start(t, worlds.Spec{Role: "sender", User: 1000, Args: []string{
			fmt.Sprint(own.PID), fmt.Sprint(target.Process.Start), fmt.Sprint(target.Inodes[0])}})
		if got := s.Ask("go"); got != "false <nil>" {
			t.Errorf("its own process: said %q", got)
		}
	})
}

func TestErrorNamesTheUserOfAnUndumpableProcess(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		p := worlds.Start(t, worlds.Spec{Role: "undumpable echo", User: 1000})
		target := targetOf(t, p.PID)
		s := worlds.Start(t, worlds.Spec{Role: "sender", User: 1000, Args: []string{
			fmt.Sprint(p.PID), fmt.Sprint(target.Process.Start), fmt.Sprint(target.Inodes[0])}})
		want := fmt.Sprintf("true hold: not permitted: process %d belongs to user 1000, its descriptors cannot be read; needs root or CAP_SYS_PTRACE", p.PID)
		if got := s.Ask("go"); got != want {
			t.Errorf("said %q\nwant %q", got, want)
		}
		wantUnharmed(t, p)
	})
}

func TestUnreadableDescriptorsAreNotPermitted(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		p := worlds.Start(t, worlds.Spec{Role: "echo", User: 1000})
		target := targetOf(t, p.PID)
		s := worlds.Start(t, worlds.Spec{Role: "sender without ptrace", Args: []string{
			fmt.Sprint(p.PID), fmt.Sprint(target.Process.Start), fmt.Sprint(target.Inodes[0])}})
		want := fmt.Sprintf("true hold: not permitted: process %d belongs to user 1000, its descriptors cannot be read; needs root or CAP_SYS_PTRACE", p.PID)
		if got := s.Ask("go"); got != want {
			t.Errorf("said %q\nwant %q", got, want)
		}
		wantUnharmed(t, p)
	})
}

func TestOpenFailsForAnotherPIDNamespace(t *testing.T) {
	worlds.Inside(t, worlds.PID, func(t *testing.T) {
		self := fmt.Sprint(os.Getpid())
		root := worlds.Proc(t, "-- self -> "+self+" --\n-- "+self+"/status --\nName:\tx\n")
		if a, err := Open(root); err == nil {
			t.Errorf("opened %v", a)
		}
	})
	for status, want := range map[string]int{"Name:\tx\n": 0, "NSpid:\t7\n": 1, "Name:\tx\nNSpid:\t7\t1\nUid:\t0\n": 2} {
		if got := len(nsPIDs([]byte(status))); got != want {
			t.Errorf("%q: %d numbers, want %d", status, got, want)
		}
	}
}
