package sysctl

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// live sets settings in the namespace of the test.
var live = OpenWriter("/proc")

// changed are values that differ from the defaults of a new namespace.
var changed = map[model.Setting]string{
	model.SetRange: "20000 20999", model.SetReserved: "20005,20010-20019", model.SetReuse: "1", model.SetReuseDelay: "500",
	model.SetAcceptLimit: "1000", model.SetSynLimit: "1001", model.SetSynCookies: "2", model.SetTimeWaitLimit: "1002",
}

// current reads a setting without using the package.
func current(t *testing.T, s model.Setting) string {
	t.Helper()
	f, err := os.Open("/proc/sys/" + strings.ReplaceAll(s.Name().String(), ".", "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text := make([]byte, maxBuffer) // os.ReadFile would read only the first 512 bytes of a set of ports
	n, err := f.Read(text)
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text[:n])), " ")
}

// change changes a setting from its current value.
func change(t *testing.T, s model.Setting, value string) (model.Change, model.SetResult) {
	t.Helper()
	c := model.Change{Setting: s, NetNS: worlds.NetNS(t), Old: current(t, s), New: value}
	return c, live.Set(t.Context(), c)
}

func TestEverySettingIsSetReadBackAndUndone(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for _, s := range model.Settings() {
			if s.Scope() == model.OfMachine {
				continue
			}
			may := live.May(t.Context(), s)
			if !may.OK && may.Why.String() == "this kernel does not have it" {
				t.Logf("SKIPPED %s: this kernel does not have it", s.Name())
				continue
			}
			before := current(t, s)
			if !may.OK || !may.Known || may.Now != before || may.Where != (model.Where{NetNS: worlds.NetNS(t)}) {
				t.Errorf("%s: %+v, it is %q", s.Name(), may, before)
			}
			c, result := change(t, s, changed[s])
			if want := (model.SetResult{Done: true, Wrote: true, Now: changed[s], Known: true}); result != want || current(t, s) != changed[s] {
				t.Errorf("%s: %+v, it is %q", s.Name(), result, current(t, s))
			}
			if result := live.Set(t.Context(), c.Undo()); !result.Done || current(t, s) != before {
				t.Errorf("%s undone: %+v, it is %q", s.Name(), result, current(t, s))
			}
		}
	})
}

// wantRefused makes a change that must be refused for this reason, with nothing written.
func wantRefused(t *testing.T, c model.Change, want string) {
	t.Helper()
	before := current(t, c.Setting)
	result := live.Set(t.Context(), c)
	if result.Done || result.Wrote || result.Why.String() != want || result.Now != before || current(t, c.Setting) != before {
		t.Errorf("%s: %+v (%q), it is %q and was %q", c.Setting.Name(), result, result.Why, current(t, c.Setting), before)
	}
}

func TestInvalidChangesAreRefusedWithTheReason(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		const usualRange = "32768 60999"
		here := worlds.NetNS(t)
		for _, c := range []struct {
			change model.Change
			why    string
		}{
			{model.Change{Setting: model.SetReuse, Old: "0", New: "1"}, `it is now "2", not "0"; nothing was written`},
			{model.Change{Setting: model.SetReserved, Old: "22", New: "22,80"}, `it is now "", not "22"; nothing was written`},
			{model.Change{Setting: model.SetReuse, Old: "2", New: "2\n"}, `it is already "2"`},
			{model.Change{Setting: model.SetReuse, Old: "2", New: "5"}, `"5" is not a value of net.ipv4.tcp_tw_reuse`},
			{model.Change{Setting: model.SetReuse, Old: "2", New: "\x1b[2J"}, "\"\ufffd[2J\" is not a value of net.ipv4.tcp_tw_reuse"},
			{model.Change{Setting: model.SetRange, Old: usualRange, New: "60999 32768"}, `"60999 32768" is not a value of net.ipv4.ip_local_port_range`},
			// The kernel does not allow privileged ports in the range.
			{model.Change{Setting: model.SetRange, Old: usualRange, New: "80 60999"}, `the kernel refuses "80 60999"`},
			{model.Change{Setting: model.SetReuse, NetNS: here + 1, Old: "2", New: "1"},
				fmt.Sprintf("the change is for network namespace %d, but berth runs in another one; run it there (ip netns exec, nsenter -n)", here+1)},
			{model.Change{Setting: model.SetReserved, Old: "", New: everySecondPort(maxValue + 6)}, "longer than the kernel accepts in one write"},
		} {
			wantRefused(t, c.change, c.why)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if result := live.Set(over, model.Change{Setting: model.SetReuse, Old: "2", New: "1"}); result.Wrote || result.Why.String() != "interrupted; nothing was written" {
			t.Errorf("%+v", result)
		}
		if result := live.Set(t.Context(), model.Change{Setting: 255, Old: "2", New: "1"}); result != (model.SetResult{Why: unlisted}) {
			t.Errorf("%+v", result)
		}
		if may := live.May(t.Context(), 255); may != (model.CanSet{Why: unlisted}) {
			t.Errorf("%+v", may)
		}
	})
}

// everySecondPort is the longest set of separate ports whose text is shorter than size.
func everySecondPort(size int) string {
	var text []string
	for port, long := 10001, 0; long+6 <= size; port, long = port+2, long+6 {
		text = append(text, fmt.Sprint(port))
	}
	return strings.Join(text, ",")
}

func TestLongestSetOfPortsIsSetInOneWrite(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		long := everySecondPort(maxValue - 1)
		if len(long) < maxValue-7 || len(long) >= maxValue {
			t.Fatalf("%d bytes", len(long))
		}
		c, result := change(t, model.SetReserved, long)
		if !result.Done || current(t, model.SetReserved) != long {
			t.Errorf("%v %q", result.Done, result.Why)
		}
		if result := live.Set(t.Context(), c.Undo()); !result.Done || result.Now != "" {
			t.Errorf("undone: %v %q, it is %.40q", result.Done, result.Why, result.Now)
		}
	})
}

func TestSettingOfTheMachineIsRefusedInANamespace(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for s, want := range map[model.Setting][]string{
			model.SetOrphanLimit:  {live.missing(model.SetOrphanLimit).String()},
			model.SetTrackedLimit: {"it is one value for the whole machine; only the first network namespace may set it", live.missing(model.SetTrackedLimit).String()},
		} {
			may := live.May(t.Context(), s)
			if why := may.Why.String(); may.OK || why != want[0] && why != want[len(want)-1] || may.Where.Scope != model.OfMachine {
				t.Errorf("%s: %+v", s.Name(), may)
			}
		}
	})
}

func TestReadOnlyProcSysIsReportedByMayAndSet(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		const tree = "/proc/sys"
		if err := unix.Mount(tree, tree, "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount("", tree, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
			t.Fatal(err)
		}
		const why = "/proc/sys is mounted read-only here, as it is in most containers"
		if may := live.May(t.Context(), model.SetReuse); may.OK || may.Why.String() != why || may.Now != "2" {
			t.Errorf("%+v", may)
		}
		wantRefused(t, model.Change{Setting: model.SetReuse, Old: "2", New: "1"}, why)
	})
}

// A file can be mounted over a setting. Writing to it would not change the kernel's value.
func TestFileMountedOverASettingIsNotWritten(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		fake := t.TempDir() + "/fake"
		if err := os.WriteFile(fake, []byte("2\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount(fake, "/proc/sys/net/ipv4/tcp_tw_reuse", "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		if may := live.May(t.Context(), model.SetReuse); may.OK || may.Why.String() != errNotASetting.Error() {
			t.Errorf("%+v", may)
		}
		wantRefused(t, model.Change{Setting: model.SetReuse, Old: "2", New: "1"}, errNotASetting.Error())
	})
}

// inOtherUserNamespace tells tune that it is already root of another user namespace.
const inOtherUserNamespace = "BERTH_TEST_ESTRANGED"

// tune tries to set tcp_tw_reuse to 1. As a "stranger" it does so as root of a user namespace
// that does not own the network namespace, like root of a rootless container on the host's
// network.
func tune(s *worlds.Stage) error {
	if s.Arg(0, "") == "stranger" && os.Getenv(inOtherUserNamespace) == "" {
		self := exec.Command("/proc/self/exe")
		self.Env = append(os.Environ(), inOtherUserNamespace+"=yes")
		self.Stdin, self.Stdout, self.Stderr = os.Stdin, os.Stdout, os.Stderr
		self.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}
		return self.Run()
	}
	s.Ready()
	for {
		if _, ok := s.Hear(); !ok {
			return nil
		}
		may := live.May(context.Background(), model.SetReuse)
		result := live.Set(context.Background(), model.Change{Setting: model.SetReuse, Old: "2", New: "1"})
		s.Say(fmt.Sprintf("%v %s: %s / %v %s: %s", may.OK, may.Now, may.Why, result.Done, result.Now, result.Why))
	}
}

func TestMissingRightIsReportedByMayAndSet(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.Users, func(t *testing.T) {
		const missing = "CAP_NET_ADMIN in the user namespace that owns this network namespace"
		for _, c := range []struct {
			spec      worlds.Spec
			may, does string
		}{
			{worlds.Spec{User: 1000}, "false 2: needs root or " + missing, "false 2: needs root or " + missing},
			{worlds.Spec{User: 1000, Args: []string{"stranger"}}, "false 2: uid 0 is not enough here: needs " + missing, "false 2: uid 0 is not enough here: needs " + missing},
			{worlds.Spec{}, "true 2: ", "true 1: "},
		} {
			c.spec.Role = "tune"
			if got, want := worlds.Start(t, c.spec).Ask("try"), c.may+" / "+c.does; got != want {
				t.Errorf("%s\nwant\n%s", got, want)
			}
		}
	})
}
