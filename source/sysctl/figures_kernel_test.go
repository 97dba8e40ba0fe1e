package sysctl

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// listen opens a listener on loopback.
func listen(t *testing.T, backlog int) unix.Sockaddr {
	t.Helper()
	fd := socket(t)
	err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	if err == nil {
		err = unix.Listen(fd, backlog)
	}
	if err != nil {
		t.Fatal(err)
	}
	addr, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

// socket opens a non-blocking TCP socket.
func socket(t *testing.T) int {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

func TestFiguresAreReadAsWritten(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		want := map[model.Figure]string{
			model.Timestamps: "0", model.SynCookies: "2", model.AcceptLimit: "77", model.SynLimit: "88", model.TimeWaitLimit: "99",
		}
		if read(t).Figures[model.TWReuseDelay].Known {
			want[model.TWReuseDelay] = "1234"
		}
		for f, value := range want {
			set(t, strings.ReplaceAll(strings.TrimPrefix(f.Source().String(), "net."), ".", "/"), value)
		}
		k := read(t)
		for f, value := range want {
			if got := k.Figures.Words(f).String(); got != f.Source().String()+" is "+value {
				t.Errorf("%s, written was %s", got, value)
			}
		}
	})
}

// A network namespace other than the first shows no setting of the whole machine, but it
// does show the number of orphans of the whole machine.
func TestOtherNamespaceLacksTheSettingsOfTheMachine(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		k := read(t)
		for _, f := range append([]model.Figure{model.OrphanLimit}, memory...) {
			if got := k.Figures[f]; got.Why != model.NotThere || f.Scope() != model.OfMachine {
				t.Errorf("%s is %+v", f.Source(), got)
			}
		}
		for _, s := range []figureFile{netstatFile, otherFiles[0], otherFiles[1]} {
			for _, f := range s.figures {
				if !k.Figures[f].Known {
					t.Errorf("%s", k.Figures.Words(f))
				}
			}
		}
	})
}

func TestFullSynQueueIsCounted(t *testing.T) {
	for cookies, figure := range map[string]model.Figure{"0": model.SynDrops, "1": model.SynCookied} {
		t.Run("tcp_syncookies "+cookies, func(t *testing.T) {
			worlds.Inside(t, worlds.Net, func(t *testing.T) {
				set(t, "ipv4/tcp_syncookies", cookies)
				addr := listen(t, 1)
				for range 4 { // the clients drop all answers, so the connections stay half open
					client := socket(t)
					drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
					if err := unix.SetsockoptSockFprog(client, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop}); err != nil {
						t.Fatal(err)
					}
					if err := unix.Connect(client, addr); err != unix.EINPROGRESS {
						t.Fatal(err)
					}
				}
				worlds.Until(t, figure.Source().String()+" to be counted", func() bool { return read(t).Figures[figure].Value > 0 })
			})
		})
	}
}

func TestTimeWaitsAndTheirOverflowsAreCounted(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		set(t, "ipv4/tcp_max_tw_buckets", "2")
		for range 4 {
			p := worlds.NewPair(t, worlds.Four).Connect().Accept()
			p.Close(&p.Client).Close(&p.Server)
		}
		worlds.Until(t, "two to wait and two to be too many", func() bool {
			k := read(t).Figures
			return k[model.TimeWaits].Value == 2 && k[model.TimeWaitOverflows].Value == 2
		})
	})
}

func TestOpensAndFailedOpensAreCounted(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		before := read(t).Figures
		worlds.NewPair(t, worlds.Four).Connect()
		gone := socket(t)
		if err := unix.Bind(gone, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			t.Fatal(err)
		}
		addr, err := unix.Getsockname(gone)
		if err != nil {
			t.Fatal(err)
		}
		client := socket(t)
		if err := unix.Connect(client, addr); err != unix.EINPROGRESS && err != unix.ECONNREFUSED { // nothing listens on the port
			t.Fatal(err)
		}
		worlds.Until(t, "two opens of which one failed", func() bool {
			k := read(t).Figures
			return k[model.Opens].Value-before[model.Opens].Value == 2 && k[model.FailedOpens].Value-before[model.FailedOpens].Value == 1
		})
	})
}

// allCounters returns every file of counters that cover only this namespace. sockstat is not
// included, because it also covers the whole machine.
func allCounters(t *testing.T) string {
	t.Helper()
	var all bytes.Buffer
	for _, name := range []string{"netstat", "snmp", "snmp6", "sockstat6"} {
		text, err := os.ReadFile("/proc/self/net/" + name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// No kernel counts such a connect, so no figure shows it. If a kernel starts to count it,
// this test fails, and berth can show it.
func TestConnectWithoutAFreePortIsNotCounted(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		addr := listen(t, 100) // on a port outside the range
		set(t, "ipv4/ip_local_port_range", "20000 20009")
		for range 10 {
			if err := unix.Connect(socket(t), addr); err != unix.EINPROGRESS && err != nil {
				t.Fatal(err)
			}
		}
		worlds.Until(t, "ten connections", func() bool { return read(t).Figures[model.TCPInUse].Value == 21 })
		var before string
		worlds.Until(t, "the counters to rest", func() bool {
			was := before
			before = allCounters(t)
			return was == before
		})
		for range 100 {
			if err := unix.Connect(socket(t), addr); err != unix.EADDRNOTAVAIL {
				t.Fatalf("connect: %v, want EADDRNOTAVAIL", err)
			}
		}
		if diff := cmp.Diff(before, allCounters(t)); diff != "" {
			t.Errorf("a hundred connects without a port were counted (-before +after):\n%s", diff)
		}
	})
}
