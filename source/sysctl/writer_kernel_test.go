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

// live tunes the namespace that the test has made.
var live = OpenTuner("/proc")

// other are values that no setting has in a new namespace.
var other = map[model.Setting]string{
	model.SetRange: "20000 20999", model.SetReserved: "20005,20010-20019", model.SetReuse: "1", model.SetReuseDelay: "500",
	model.SetAcceptLimit: "1000", model.SetSynLimit: "1001", model.SetSynCookies: "2", model.SetTimeWaitLimit: "1002",
}

// stands is what the kernel has for a setting, read in another way.
func stands(t *testing.T, s model.Setting) string {
	t.Helper()
	f, err := os.Open("/proc/sys/" + strings.ReplaceAll(s.Name().String(), ".", "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text := make([]byte, longest) // os.ReadFile would read the first 512 bytes of a set of ports
	n, err := f.Read(text)
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text[:n])), " ")
}

// change makes a change from what stands there.
func change(t *testing.T, s model.Setting, value string) (model.Change, model.SetResult) {
	t.Helper()
	c := model.Change{Setting: s, NetNS: worlds.NetNS(t), Old: stands(t, s), New: value}
	return c, live.Set(t.Context(), c)
}

func TestEverySettingOfTheNamespaceIsSetReadBackAndUndone(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for _, s := range model.Settings() {
			if s.Scope() == model.OfMachine {
				continue
			}
			may := live.May(t.Context(), s)
			if !may.OK && may.Why.String() == "this kernel has none" {
				t.Logf("SKIPPED %s: this kernel has none", s.Name())
				continue
			}
			before := stands(t, s)
			if !may.OK || !may.Known || may.Now != before || may.Where != (model.Where{NetNS: worlds.NetNS(t)}) {
				t.Errorf("%s: %+v, it is %q", s.Name(), may, before)
			}
			c, did := change(t, s, other[s])
			if want := (model.SetResult{Done: true, Wrote: true, Now: other[s], Known: true}); did != want || stands(t, s) != other[s] {
				t.Errorf("%s: %+v, it is %q", s.Name(), did, stands(t, s))
			}
			if did := live.Set(t.Context(), c.Undo()); !did.Done || stands(t, s) != before {
				t.Errorf("%s undone: %+v, it is %q", s.Name(), did, stands(t, s))
			}
		}
	})
}

// refused expects that a change is not made, why, and that nothing changed.
func refused(t *testing.T, c model.Change, want string) {
	t.Helper()
	before := stands(t, c.Setting)
	did := live.Set(t.Context(), c)
	if did.Done || did.Wrote || did.Why.String() != want || did.Now != before || stands(t, c.Setting) != before {
		t.Errorf("%s: %+v (%q), it is %q and was %q", c.Setting.Name(), did, did.Why, stands(t, c.Setting), before)
	}
}

func TestChangesThatAreNotMade(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		const usualRange = "32768 60999"
		here := worlds.NetNS(t)
		for _, c := range []struct {
			change model.Change
			why    string
		}{
			{model.Change{Setting: model.SetReuse, Old: "0", New: "1"}, `it is "2" by now, not "0"; nothing was written`},
			{model.Change{Setting: model.SetReserved, Old: "22", New: "22,80"}, `it is "" by now, not "22"; nothing was written`},
			{model.Change{Setting: model.SetReuse, Old: "2", New: "2\n"}, `it is "2" already`},
			{model.Change{Setting: model.SetReuse, Old: "2", New: "5"}, `"5" is no value of net.ipv4.tcp_tw_reuse`},
			{model.Change{Setting: model.SetReuse, Old: "2", New: "\x1b[2J"}, "\"\ufffd[2J\" is no value of net.ipv4.tcp_tw_reuse"},
			{model.Change{Setting: model.SetRange, Old: usualRange, New: "60999 32768"}, `"60999 32768" is no value of net.ipv4.ip_local_port_range`},
			// The kernel keeps the range clear of privileged ports.
			{model.Change{Setting: model.SetRange, Old: usualRange, New: "80 60999"}, `the kernel refuses "80 60999"`},
			{model.Change{Setting: model.SetReuse, NetNS: here + 1, Old: "2", New: "1"},
				fmt.Sprintf("that is network namespace %d, and berth is in another one: run it there (ip netns exec, nsenter -n)", here+1)},
			{model.Change{Setting: model.SetReserved, Old: "", New: everySecond(oneWrite + 6)}, "longer than the kernel takes in one write"},
		} {
			refused(t, c.change, c.why)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if did := live.Set(over, model.Change{Setting: model.SetReuse, Old: "2", New: "1"}); did.Wrote || did.Why.String() != "given up; nothing was written" {
			t.Errorf("%+v", did)
		}
		if did := live.Set(t.Context(), model.Change{Setting: 255, Old: "2", New: "1"}); did != (model.SetResult{Why: unlisted}) {
			t.Errorf("%+v", did)
		}
		if may := live.May(t.Context(), 255); may != (model.CanSet{Why: unlisted}) {
			t.Errorf("%+v", may)
		}
	})
}

// everySecond is a set of ports whose text is as long as can be below size.
func everySecond(size int) string {
	var text []string
	for port, long := 10001, 0; long+6 <= size; port, long = port+2, long+6 {
		text = append(text, fmt.Sprint(port))
	}
	return strings.Join(text, ",")
}

func TestLongestSetOfPortsThatOneWriteTakes(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		long := everySecond(oneWrite - 1)
		if len(long) < oneWrite-7 || len(long) >= oneWrite {
			t.Fatalf("%d bytes", len(long))
		}
		c, did := change(t, model.SetReserved, long)
		if !did.Done || stands(t, model.SetReserved) != long {
			t.Errorf("%v %q", did.Done, did.Why)
		}
		if did := live.Set(t.Context(), c.Undo()); !did.Done || did.Now != "" {
			t.Errorf("undone: %v %q, it is %.40q", did.Done, did.Why, did.Now)
		}
	})
}

func TestSettingOfTheMachineIsNotSetFromANamespace(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for s, want := range map[model.Setting][]string{
			model.SetOrphanLimit:  {live.missing(model.SetOrphanLimit).String()},
			model.SetTrackedLimit: {"it is one value for the whole machine, which only the first network namespace may set", live.missing(model.SetTrackedLimit).String()},
		} {
			may := live.May(t.Context(), s)
			if why := may.Why.String(); may.OK || why != want[0] && why != want[len(want)-1] || may.Where.Scope != model.OfMachine {
				t.Errorf("%s: %+v", s.Name(), may)
			}
		}
	})
}

func TestReadOnlyProcSysIsToldBeforeAndAfter(t *testing.T) {
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
		refused(t, model.Change{Setting: model.SetReuse, Old: "2", New: "1"}, why)
	})
}

// Somebody may mount a file over a setting; what is written there is not the kernel's.
func TestFileThatIsMountedOverASettingIsNotWritten(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		fake := t.TempDir() + "/fake"
		if err := os.WriteFile(fake, []byte("2\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount(fake, "/proc/sys/net/ipv4/tcp_tw_reuse", "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		if may := live.May(t.Context(), model.SetReuse); may.OK || may.Why.String() != errForeign.Error() {
			t.Errorf("%+v", may)
		}
		refused(t, model.Change{Setting: model.SetReuse, Old: "2", New: "1"}, errForeign.Error())
	})
}

// estranged says that tune is root of a user namespace already.
const estranged = "BERTH_TEST_ESTRANGED"

// tune plays the role of somebody who wants tcp_tw_reuse to be 1. A stranger is
// root of a user namespace that does not own the network, as root of a rootless
// container is on the network of the host.
func tune(s *worlds.Stage) error {
	if s.Arg(0, "") == "stranger" && os.Getenv(estranged) == "" {
		self := exec.Command("/proc/self/exe")
		self.Env = append(os.Environ(), estranged+"=yes")
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
		did := live.Set(context.Background(), model.Change{Setting: model.SetReuse, Old: "2", New: "1"})
		s.Say(fmt.Sprintf("%v %s: %s / %v %s: %s", may.OK, may.Now, may.Why, did.Done, did.Now, did.Why))
	}
}

func TestWhoMayNotIsToldWhatIsMissingBeforeAndAfter(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.Users, func(t *testing.T) {
		const missing = "CAP_NET_ADMIN, in the user namespace that owns this network namespace"
		for _, c := range []struct {
			who       worlds.Spec
			may, does string
		}{
			{worlds.Spec{User: 1000}, "false 2: needs root or " + missing, "false 2: needs root or " + missing},
			{worlds.Spec{User: 1000, Args: []string{"stranger"}}, "false 2: uid 0 is not enough here: needs " + missing, "false 2: uid 0 is not enough here: needs " + missing},
			{worlds.Spec{}, "true 2: ", "true 1: "},
		} {
			c.who.Role = "tune"
			if got, want := worlds.Start(t, c.who).Ask("try"), c.may+" / "+c.does; got != want {
				t.Errorf("%s\nwant\n%s", got, want)
			}
		}
	})
}
