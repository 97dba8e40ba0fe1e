package source

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// wantOwners waits until the owners of all listeners are as expected.
func wantOwners(t *testing.T, l *local, want ...string) *model.Snapshot {
	t.Helper()
	slices.Sort(want)
	var n *model.Snapshot
	var diff string
	worlds.Eventually(t, func() bool {
		n = sample(t, l, model.NeedAll)
		diff = cmp.Diff(want, report(n))
		return diff == ""
	})
	if diff != "" {
		t.Fatalf("owners differ (-made +seen):\n%s", diff)
	}
	return n
}

func TestEveryOwnerOfARealSocketIsFound(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		l := open(t, Spec{Root: "/proc", Etc: "/etc"})
		forked := worlds.Helper(t, "fork", "2")
		from, to := worlds.Helper(t, "listen"), worlds.Helper(t, "receive")
		udp := worlds.Start(t, worlds.Spec{Role: "listen", Args: []string{"udp", "127.0.0.1:0"}, User: 1000, Comm: "dns\x1b"})
		forkLine := fmt.Sprintf("%d known %d %s", forked.Port, forked.PID, strings.Join(forked.Words[1:], " "))
		udpLine := fmt.Sprintf("%d known %d", udp.Port, udp.PID)

		n := wantOwners(t, l, forkLine, udpLine, fmt.Sprintf("%d known %d", from.Port, from.PID))
		index := slices.IndexFunc(n.Processes, func(p model.Process) bool { return p.ID.PID == int32(udp.PID) })
		if p := n.Processes[index]; p.UID != 1000 || p.Name.String() != "dns\ufffd" || p.Parent != int32(os.Getpid()) {
			t.Errorf("the process is %+v", p)
		}

		if got := from.Ask("pass " + to.Words[0]); got != "passed" {
			t.Fatalf("answered %q", got)
		}
		to.Hear()
		wantOwners(t, l, forkLine, udpLine, fmt.Sprintf("%d known %d", from.Port, to.PID))

		client := worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", forked.Port), "3")
		worlds.Until(t, "both ends of three connections to have an owner", func() bool {
			n := sample(t, l, model.NeedOwners)
			ends := map[string]int{}
			for i := range n.Sockets {
				if s := &n.Sockets[i]; s.State == model.Established {
					ends[statusNames[s.Owner]]++
					if owner := ownersOf(n, s); s.Remote.Port == forked.Port && owner != fmt.Sprintf("known %d", client.PID) {
						return false
					}
				}
			}
			return ends["known"] == 6
		})
	})
}

// wantReport waits until a reporter prints the expected owners and gaps.
func wantReport(t *testing.T, w *worlds.Process, want ...string) {
	t.Helper()
	var got string
	if !worlds.Eventually(t, func() bool {
		got = w.Ask("say")
		return got == strings.Join(want, " | ")
	}) {
		t.Errorf("it says\n%s\nwant\n%s", got, strings.Join(want, " | "))
	}
}

const noPtraceGap = "hidden owners %d permission denied; needs root or CAP_SYS_PTRACE"

func TestOwnersAreHiddenAndCountedWithoutTheRightToRead(t *testing.T) {
	for _, c := range []struct {
		name string
		spec worlds.Spec
		hide bool // mount /proc with hidepid: each user sees only his own processes
	}{
		{"ordinary user", worlds.Spec{Role: "reporter", User: 1000}, false},
		{"ordinary user with hidepid", worlds.Spec{Role: "reporter", User: 1000}, true},
		{"root without CAP_SYS_PTRACE", worlds.Spec{Role: "reporter", Args: []string{"no ptrace"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
				if c.hide {
					if err := unix.Mount("proc", "/proc", "proc", 0, "hidepid=2"); err != nil {
						t.Skipf("SKIPPED: this kernel does not mount /proc with hidepid: %v", err)
					}
				}
				others := []*worlds.Process{
					worlds.Start(t, worlds.Spec{Role: "listen", User: 2000}), worlds.Helper(t, "listen"),
				}
				w := worlds.Start(t, c.spec)
				want := []string{fmt.Sprintf("%d known %d", w.Port, w.PID)}
				for _, p := range others {
					want = append(want, fmt.Sprintf("%d hidden", p.Port))
				}
				slices.Sort(want)
				wantReport(t, w, append(want, fmt.Sprintf(noPtraceGap, len(others)))...)
			})
		})
	}
}

func TestOwnersAreNotHiddenIfBerthHasNoFreeDescriptor(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		w := worlds.Start(t, worlds.Spec{Role: "reporter", Args: []string{"no descriptors"}})
		wantReport(t, w, fmt.Sprintf("%d resolving", w.Port),
			"owners 0 berth has no file descriptor left to look for them (too many open files); raise ulimit -n")
	})
}

func TestSocketOfAnotherPIDNamespaceHasNoOwner(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		outside := worlds.Helper(t, "listen")
		// A /proc like that of a new PID namespace in the same network: no process in it owns the socket.
		root := worlds.Proc(t, "-- stat --\nbtime 1\n-- 1/stat --\n"+stat(1, "init")+"-- 1/fd/ --\n-- net -> /proc/net --\n-- self -> /proc/self --\n")
		l := open(t, Spec{Root: root, Etc: "/etc"})
		n := sample(t, l, model.NeedOwners)
		if got, want := report(n), fmt.Sprintf("%d none", outside.Port); len(got) != 1 || got[0] != want {
			t.Errorf("seen %v, want %s", got, want)
		}
	})
}
