package source

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/tables"
	"berth/source/worlds"
)

// known lists the facts of the sockets that both backends provide.
func known(n *model.Snapshot) []string {
	var all []string
	for _, s := range n.Sockets {
		if s.State == model.Bound { // /proc/net does not list these
			continue
		}
		if s.State == model.Listen { // only netlink has the backlog limit and the drops
			s.TxQueue, s.Drops = 0, 0
		}
		all = append(all, fmt.Sprint(s.Proto, s.State, s.Local.Safe(), s.Remote.Safe(), s.Inode, s.NetNS, s.UID,
			s.RxQueue, s.TxQueue, s.Drops, s.Owner, s.Traits&(model.InetSix|model.MappedFour)))
	}
	slices.Sort(all)
	return all
}

func TestBothBackendsReturnTheSameSockets(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		worlds.AllScenes(t)
		worlds.BoundOnly(t)
		netlink, procfs := open(t, Spec{Root: "/proc", Backend: model.Netlink}), open(t, Spec{Root: "/proc", Backend: model.Procfs})
		var diff string
		if !worlds.Eventually(t, func() bool { // closing sockets change between the two samples
			a, b := sample(t, netlink, 0), sample(t, procfs, 0)
			if a.Backend.String() != "netlink" || b.Backend.String() != "procfs" || len(a.Sockets) == 0 {
				t.Fatalf("%d sockets by %s, %d by %s", len(a.Sockets), a.Backend, len(b.Sockets), b.Backend)
			}
			diff = cmp.Diff(known(b), known(a))
			return diff == ""
		}) {
			t.Errorf("they differ (-procfs +netlink):\n%s", diff)
		}
	})
}

func TestNetlinkIsTheDefaultExceptForACopyOfProc(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		if n := sample(t, open(t, Spec{Root: "/proc"}), 0); n.Backend.String() != "netlink" || len(n.Gaps) > 0 {
			t.Errorf("backend %s, gaps %v", n.Backend, n.Gaps)
		}
		// A copy of a proc file system describes another machine.
		if n := sample(t, open(t, procTree(t, two, "")), 0); n.Backend.String() != "procfs" || len(n.Sockets) != 2 {
			t.Errorf("backend %s, %d sockets", n.Backend, len(n.Sockets))
		}
	})
}

// listBackend is a backend that returns a fixed list.
type listBackend []model.Socket

func (r listBackend) Sockets(context.Context, tables.Ask) (tables.Result, error) {
	return tables.Result{Sockets: slices.Clone(r)}, nil
}

func TestNewBackendNeedsOnlyARow(t *testing.T) {
	way := tables.Way{Name: safe.Say("remembered"), From: safe.Say("a list"), Limit: longTimeout, Open: func(string) (tables.Tables, error) {
		return listBackend{{Local: model.Endpoint{Port: 8080}, Inode: 70, State: model.Listen, Owner: model.OwnerResolving}}, nil
	}}
	spec := procTree(t, nil, processFiles(7, "nginx", 70))
	spec.backends = append([]tables.Way{way}, backends...)
	n := sample(t, open(t, spec), model.NeedAll)
	if got := report(n)[0]; got != "8080 known 7" || n.Backend.String() != "remembered" {
		t.Errorf("backend %s, seen %s", n.Backend, got)
	}
	spec.Backend = model.Procfs // a backend chosen by name excludes the others
	if n := sample(t, open(t, spec), model.NeedAll); len(n.Sockets) != 0 || n.Backend.String() != "procfs" {
		t.Errorf("backend %s, %d sockets", n.Backend, len(n.Sockets))
	}
}

func TestInterfaceOfABoundSocketIsNamed(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { unix.Close(fd) })
		if err := unix.BindToDevice(fd, "lo"); err != nil {
			t.Fatal(err)
		}
		if err := unix.Bind(fd, &unix.SockaddrInet4{}); err != nil {
			t.Fatal(err)
		}
		n := sample(t, open(t, Spec{Root: "/proc"}), 0)
		if len(n.Sockets) != 1 || n.Own().Devices[n.Sockets[0].Device].String() != "lo" {
			t.Errorf("sockets %v, devices %v", n.Sockets, n.Own().Devices)
		}
	})
}

func TestRefusedNetlinkIsAGapAndProcfsIsUsed(t *testing.T) {
	needsSocketCalls(t)
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		worlds.BoundOnly(t)
		worlds.NewPair(t, worlds.Families(t)[0])
		for _, errno := range []unix.Errno{unix.EPERM, unix.EACCES, unix.EPROTONOSUPPORT, unix.EAFNOSUPPORT, unix.ENOENT} {
			for _, call := range []string{"socket", "sendto"} { // fails at the start, or at the first sample
				ask := func(b model.Backend) string {
					args := []string{fmt.Sprint(int(errno)), call, b.Name().String()}
					return worlds.Start(t, worlds.Spec{Role: "without netlink", Args: args}).Ask("say")
				}
				if got := ask(model.Auto); !strings.HasPrefix(got, "procfs 1 netlink: ") || !strings.Contains(got, errno.Error()) {
					t.Errorf("%v of %s: %q", errno, call, got)
				}
				if got := ask(model.Netlink); !strings.HasPrefix(got, "failed ") || !strings.Contains(got, errno.Error()) {
					t.Errorf("%v of %s, netlink alone: %q", errno, call, got)
				}
			}
		}
	})
}
