package sockdiag

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/tables"
	"berth/source/worlds"
)

func open(t testing.TB) *Backend {
	t.Helper()
	b, err := Open(worlds.NetNS(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func dumped(t testing.TB, b *Backend, flows bool) tables.Result {
	t.Helper()
	got, err := b.Sockets(t.Context(), tables.Ask{Flows: flows})
	if err != nil || len(got.Gaps) > 0 {
		t.Fatalf("gaps %v, error %v", got, err)
	}
	return got
}

// withoutExtras checks the fields that /proc/net does not have, which the rows of scenes lack,
// and then clears them.
func withoutExtras(t *testing.T, s model.Socket) model.Socket {
	t.Helper()
	if s.Cookie == 0 {
		t.Errorf("%v has no cookie", s)
	}
	if s.State == model.Listen {
		if s.TxQueue != 8 {
			t.Errorf("the backlog of %v is %d, listen(2) was asked for 8", s.Local.Safe(), s.TxQueue)
		}
		// bind(2) to a single IPv6 address sets IPV6_V6ONLY, whatever the program requested.
		if s.Traits&model.InetSix != 0 && s.Local.Addr.Wildcard() && s.Traits&(model.V6OnlyKnown|model.V6Only) != model.V6OnlyKnown {
			t.Errorf("IPV6_V6ONLY of %v is unknown, or set", s.Local.Safe())
		}
		s.TxQueue, s.Drops = 0, 0
	}
	if s.State == model.TimeWait && (s.Timer != model.TimerTimeWait || s.Expires == 0 || s.Expires > 61_000) {
		t.Errorf("timer %d of %v ends in %d ms", s.Timer, s, s.Expires)
	}
	s.Cookie, s.Cgroup, s.Expires, s.Timer, s.Retrans = 0, 0, 0, 0, 0
	s.Traits &^= model.V6OnlyKnown | model.V6Only
	return s
}

func same(t *testing.T, want []model.Socket) {
	t.Helper()
	b := open(t)
	worlds.Same(t, want, func() []model.Socket {
		got := slices.Clone(dumped(t, b, false).Sockets)
		for i := range got {
			got[i] = withoutExtras(t, got[i])
		}
		return got
	})
}

func TestEmptyNamespaceHasNoSockets(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, nil) })
}

func TestEverySceneIsReadAsOpened(t *testing.T) { worlds.EveryScene(t, same) }

func TestAllScenesAreReadTogether(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { same(t, worlds.AllScenes(t)) })
}

// local opens a socket bound to a free port of loopback.
func local(t *testing.T, domain, kind int) int {
	t.Helper()
	fd, err := unix.Socket(domain, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	var at unix.Sockaddr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if domain == unix.AF_INET6 {
		at = &unix.SockaddrInet6{}
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1); err != nil {
			t.Skipf("SKIPPED: no IPv6 here: %v", err)
		}
	}
	if err := unix.Bind(fd, at); err != nil {
		t.Fatal(err)
	}
	return fd
}

func TestRequestForListenersReturnsNoConnections(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		worlds.NewPair(t, worlds.Families(t)[0]).Connect().Accept()
		local(t, unix.AF_INET, unix.SOCK_DGRAM)
		got, err := open(t).Sockets(t.Context(), tables.Ask{Listeners: true})
		if err != nil || len(got.Sockets) != 2 || got.Sockets[0].State != model.Listen || got.Sockets[1].Proto != model.UDP {
			t.Errorf("seen %v, error %v", worlds.Lines(got.Sockets), err)
		}
	})
}

func TestSocketThatIsOnlyBoundIsListed(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		b := open(t)
		if !b.bound {
			t.Skip("SKIPPED: this kernel is older than Linux 6.8 and does not list bound sockets")
		}
		local(t, unix.AF_INET, unix.SOCK_STREAM)
		got := dumped(t, b, false).Sockets
		if len(got) != 1 || got[0].State != model.Bound || got[0].Local.Port == 0 || got[0].Owner != model.OwnerResolving {
			t.Errorf("seen %v", worlds.Lines(got))
		}
	})
}

func TestKernelThatDoesNotListBoundSocketsHasAGap(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		b := open(t)
		b.bound = false
		got, err := b.Sockets(t.Context(), tables.Ask{Bound: true})
		if err != nil || len(got.Gaps) != 1 || got.Gaps[0].What.String() != "bound sockets" {
			t.Errorf("gaps %v, error %v", got.Gaps, err)
		}
	})
}

func TestIPv6OnlyListenerHasTheTrait(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		if err := unix.Listen(local(t, unix.AF_INET6, unix.SOCK_STREAM), 5); err != nil {
			t.Fatal(err)
		}
		got := dumped(t, open(t), false).Sockets
		if len(got) != 1 || got[0].Traits&(model.V6Only|model.V6OnlyKnown) != model.V6Only|model.V6OnlyKnown || got[0].TxQueue != 5 {
			t.Errorf("seen %v", worlds.Lines(got))
		}
	})
}

func TestListenerCountsItsDrops(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		full := local(t, unix.AF_INET, unix.SOCK_STREAM)
		if err := unix.Listen(full, 0); err != nil { // room for one
			t.Fatal(err)
		}
		name, err := unix.Getsockname(full)
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { unix.Close(fd) })
			_ = unix.Connect(fd, name) // in progress
		}
		b := open(t)
		worlds.Until(t, "drops on the listener", func() bool {
			for _, s := range dumped(t, b, false).Sockets {
				if s.State == model.Listen && s.Drops > 0 {
					return true
				}
			}
			return false
		})
	})
}

func TestFlowHasByteCountsAndRoundTripTime(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Families(t)[0]).Connect().Accept()
		p.Write(p.Client, "five!")
		b := open(t)
		row := p.ClientRow(model.Established)
		client := row.ID()
		worlds.Until(t, "five bytes on both ends", func() bool {
			got, err := b.Sockets(t.Context(), tables.Ask{Flows: true})
			if err != nil || len(got.Flows) != len(got.Sockets) {
				t.Fatalf("%d flows of %d sockets, error %v", len(got.Flows), len(got.Sockets), err)
			}
			right := 0
			for i, s := range got.Sockets {
				f := got.Flows[i]
				switch {
				case s.State != model.Established:
				case s.ID() == client && f.Known && f.Sent == 5 && f.Received == 0 && f.RTT > 0:
					right++
				case s.ID() != client && f.Known && f.Sent == 0 && f.Received == 5:
					right++
				}
			}
			return right == 2
		})
	})
}

func TestCookieStaysTheSameUntilTimeWait(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		b := open(t)
		cookie := func(id model.SocketID) (uint64, model.State) {
			for _, s := range dumped(t, b, false).Sockets {
				if s.ID() == id {
					return s.Cookie, s.State
				}
			}
			return 0, 0
		}
		p := worlds.NewPair(t, worlds.Families(t)[0]).Connect()
		row := p.ClientRow(model.Established)
		id := row.ID()
		was, _ := cookie(id)
		p.Accept().Close(&p.Client).Reach(p.Server, model.CloseWait).Close(&p.Server)
		worlds.Until(t, "TIME-WAIT", func() bool { _, s := cookie(id); return s == model.TimeWait })
		if is, _ := cookie(id); is != was {
			t.Errorf("the cookie is %d in TIME-WAIT, and was %d", is, was)
		}
	})
}
