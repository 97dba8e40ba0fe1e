package sockdiag

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) {
	worlds.Main(m, worlds.Roles{"closer": closer})
}

// ends are the identity of an end of a connection, as its row would have it.
func ends(row model.Socket) model.SocketID {
	return model.SocketID{Proto: row.Proto, Local: row.Local, Remote: row.Remote}
}

func findSocket(t *testing.T, id model.SocketID) model.SocketHandle {
	t.Helper()
	g, err := Closer{}.FindSocket(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// fate is what reading from a socket gives: the kernel's last word on it.
func fate(fd int) error {
	_, err := unix.Read(fd, make([]byte, 1))
	return err
}

// quiet makes reads of a socket return at once.
func quiet(t *testing.T, fds ...int) {
	t.Helper()
	for _, fd := range fds {
		if err := unix.SetNonblock(fd, true); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlyTheConnectionThatWasNamedEnds(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for _, f := range worlds.Families(t) {
			t.Run(f.Name, func(t *testing.T) { onlyTheNamedOneEnds(t, f) })
		}
	})
}

func onlyTheNamedOneEnds(t *testing.T, f worlds.Family) {
	victim := worlds.NewPair(t, f).Connect().Accept()
	bystander := worlds.NewPair(t, f).Connect().Accept()
	quiet(t, victim.Client, victim.Server, bystander.Client, bystander.Server)
	id := ends(victim.ServerRow(model.Established))
	g := findSocket(t, id)
	if g.State != model.Established || g.Cookie == 0 {
		t.Errorf("seized %+v", g)
	}
	if err := (Closer{}).Close(t.Context(), g, false); err != nil {
		t.Fatal(err)
	}
	if err := fate(victim.Server); !errors.Is(err, unix.ECONNABORTED) {
		t.Errorf("the end that was closed: %v, want ECONNABORTED", err)
	}
	worlds.Until(t, "the RST at the peer", func() bool { return errors.Is(fate(victim.Client), unix.ECONNRESET) })
	for _, fd := range []int{bystander.Client, bystander.Server} {
		if err := fate(fd); !errors.Is(err, unix.EAGAIN) {
			t.Errorf("the other pair: %v, want EAGAIN of a connection that lives", err)
		}
	}
	if _, err := (Closer{}).FindSocket(t.Context(), id); !errors.Is(err, model.ErrNoSocket) {
		t.Errorf("seize it again: %v", err)
	}
}

func TestWrongCookieKillsNothing(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four).Connect().Accept()
		quiet(t, p.Client, p.Server)
		g := findSocket(t, ends(p.ServerRow(model.Established)))
		g.Cookie++
		if err := (Closer{}).Close(t.Context(), g, true); err == nil {
			t.Error("closed a socket that is another one by now")
		}
		if err := fate(p.Server); !errors.Is(err, unix.EAGAIN) {
			t.Errorf("the connection: %v, want it alive", err)
		}
	})
}

func TestConnectionThatEndedMeanwhileIsSaidToBeGone(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four).Connect().Accept()
		g := findSocket(t, ends(p.ServerRow(model.Established)))
		if err := (Closer{}).Close(t.Context(), g, false); err != nil {
			t.Fatal(err)
		}
		err := Closer{}.Close(t.Context(), g, false)
		if !errors.Is(err, model.ErrNoSocket) || !strings.Contains(err.Error(), "ENOENT") {
			t.Errorf("got %v", err)
		}
	})
}

func TestListenerIsClosedOnlyByForce(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four)
		quiet(t, p.Listener)
		g := findSocket(t, ends(p.ListenerRow(0)))
		var no *model.Refusal
		if err := (Closer{}).Close(t.Context(), g, false); !errors.As(err, &no) {
			t.Fatalf("got %v, want a refusal", err)
		}
		if _, _, err := unix.Accept(p.Listener); !errors.Is(err, unix.EAGAIN) {
			t.Fatalf("the listener: %v, want it to listen", err)
		}
		if err := (Closer{}).Close(t.Context(), g, true); err != nil {
			t.Fatal(err)
		}
		if _, _, err := unix.Accept(p.Listener); !errors.Is(err, unix.EINVAL) {
			t.Errorf("the listener: %v, want EINVAL of a deaf one", err)
		}
	})
}

func TestListenersOfOnePortAreNotGuessedAmong(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for _, scene := range worlds.Scenes {
			if scene.Name != "two listeners on one port" {
				continue
			}
			rows := scene.Open(t, worlds.Four)
			if _, err := (Closer{}).FindSocket(t.Context(), ends(rows[0])); err == nil || !strings.Contains(err.Error(), "2 sockets share") {
				t.Errorf("got %v", err)
			}
			id := ends(rows[1])
			id.Inode = rows[1].Inode
			if g := findSocket(t, id); g.Socket.Inode != rows[1].Inode {
				t.Errorf("seized %+v, want inode %d", g, rows[1].Inode)
			}
			return
		}
		t.Fatal("no such scene")
	})
}

// closer tries to close the connection that it is told of, as the user that it is.
func closer(s *worlds.Stage) error {
	s.Ready()
	for {
		if _, ok := s.Hear(); !ok {
			return nil
		}
		var id model.SocketID
		for i, end := range []*model.Endpoint{&id.Local, &id.Remote} {
			at := netip.MustParseAddrPort(s.Args[i])
			*end = model.Endpoint{Addr: model.AddrFrom(at.Addr()), Port: at.Port()}
		}
		g, err := Closer{}.FindSocket(context.Background(), id)
		if err == nil {
			err = Closer{}.Close(context.Background(), g, true)
		}
		s.Say(err)
	}
}

func TestUnprivilegedUserIsTold(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.Users, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four).Connect().Accept()
		quiet(t, p.Server)
		row := p.ServerRow(model.Established)
		nobody := worlds.Start(t, worlds.Spec{Role: "closer", User: 65534, Args: []string{row.Local.Safe().String(), row.Remote.Safe().String()}})
		if got := nobody.Ask("go"); !strings.Contains(got, "not permitted (EPERM); needs root or CAP_NET_ADMIN") {
			t.Errorf("got %q", got)
		}
		if err := fate(p.Server); !errors.Is(err, unix.EAGAIN) {
			t.Errorf("the connection: %v, want it alive", err)
		}
	})
}

func TestEveryAnswerOfTheKernelHasWords(t *testing.T) {
	for errno, want := range map[syscall.Errno]string{
		unix.EPERM:           "CAP_NET_ADMIN",
		unix.ENOENT:          "no such socket any more",
		unix.EOPNOTSUPP:      "CONFIG_INET_DIAG_DESTROY",
		unix.EPROTONOSUPPORT: "gVisor",
	} {
		if got := words(os.NewSyscallError("netlink receive", errno)); !strings.Contains(got.Error(), want) {
			t.Errorf("%v: %q, want %q in it", errno, got, want)
		}
	}
}

// dialled is a conn that a test answers in the place of the kernel.
func dialled(t *testing.T) *conn {
	t.Helper()
	c, err := openConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.close() })
	return c
}

func TestAnswerThatMakesNoSenseIsNeverAnAcknowledgement(t *testing.T) {
	acknowledged := said{text: func(c *conn) []byte { return message(c, unix.NLMSG_ERROR, 0, make([]byte, 4)) }}
	for name, c := range map[string]struct {
		said []said
		want string // in the error; none where empty
	}{
		"acknowledged":         {[]said{acknowledged}, ""},
		"behind a stranger's":  {[]said{{text: acknowledged.text, from: 4711}, acknowledged}, ""},
		"refused":              {[]said{{text: func(c *conn) []byte { return message(c, unix.NLMSG_ERROR, 0, []byte{0xff, 0xff, 0xff, 0xff}) }}}, "operation not permitted"},
		"cut short":            {[]said{{text: func(c *conn) []byte { return acknowledged.text(c)[:18] }}}, "where 18 are left"},
		"of another type":      {[]said{{text: func(c *conn) []byte { return message(c, 99, 0, make([]byte, 4)) }}}, "type 99"},
		"no answer":            {[]said{{err: unix.EAGAIN}}, "no answer within"},
		"longer than there is": {[]said{{text: func(*conn) []byte { return nil }, size: chunk + 1}}, "more than the"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := dialled(t)
			speaking(t, conn, c.said...)
			err := conn.destroy(t.Context(), model.SocketHandle{Socket: model.SocketID{Proto: model.TCP}}) // no such socket, whoever answers
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestSocketThatComesTwiceWhileItIsLookedForIsOne(t *testing.T) {
	c := dialled(t)
	broken := said{text: func(c *conn) []byte { return message(c, unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_DUMP_INTR, listener(5)) }}
	speaking(t, c, broken, done(0), one(5), one(5), done(0), done(0))
	found, err := c.find(t.Context(), model.SocketID{Local: model.Endpoint{Addr: model.AddrFrom(netip.IPv4Unspecified()), Port: 80}, Remote: model.Endpoint{Addr: model.AddrFrom(netip.IPv4Unspecified())}})
	if err != nil || len(found) != 1 || found[0].Cookie != 5 {
		t.Errorf("found %+v, error %v", found, err)
	}
}

func TestNothingIsClosedAfterItsTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Closer{}).Close(ctx, model.SocketHandle{}, true); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestShortAnswerIsAnErrorNotAPanic(t *testing.T) {
	for n := range sizeAnswer {
		if _, err := grip(model.TCP, make([]byte, n)); err == nil {
			t.Errorf("%d bytes are taken for a socket", n)
		}
	}
}
