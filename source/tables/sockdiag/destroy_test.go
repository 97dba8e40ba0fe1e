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

// ends is the identity of one end of a connection, as in its row.
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

// readError is the error of a read from a socket; it tells how the socket ended.
func readError(fd int) error {
	_, err := unix.Read(fd, make([]byte, 1))
	return err
}

// setNonblock makes sockets non-blocking.
func setNonblock(t *testing.T, fds ...int) {
	t.Helper()
	for _, fd := range fds {
		if err := unix.SetNonblock(fd, true); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlyTheGivenConnectionIsClosed(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		for _, f := range worlds.Families(t) {
			t.Run(f.Name, func(t *testing.T) { onlyTheGivenOneIsClosed(t, f) })
		}
	})
}

func onlyTheGivenOneIsClosed(t *testing.T, f worlds.Family) {
	victim := worlds.NewPair(t, f).Connect().Accept()
	otherPair := worlds.NewPair(t, f).Connect().Accept()
	setNonblock(t, victim.Client, victim.Server, otherPair.Client, otherPair.Server)
	id := ends(victim.ServerRow(model.Established))
	g := findSocket(t, id)
	if g.State != model.Established || g.Cookie == 0 {
		t.Errorf("found %+v", g)
	}
	if err := (Closer{}).Close(t.Context(), g, false); err != nil {
		t.Fatal(err)
	}
	if err := readError(victim.Server); !errors.Is(err, unix.ECONNABORTED) {
		t.Errorf("the end that was closed: %v, want ECONNABORTED", err)
	}
	worlds.Until(t, "the RST at the peer", func() bool { return errors.Is(readError(victim.Client), unix.ECONNRESET) })
	for _, fd := range []int{otherPair.Client, otherPair.Server} {
		if err := readError(fd); !errors.Is(err, unix.EAGAIN) {
			t.Errorf("the other pair: %v, want EAGAIN of a connection that lives", err)
		}
	}
	if _, err := (Closer{}).FindSocket(t.Context(), id); !errors.Is(err, model.ErrNoSocket) {
		t.Errorf("find it again: %v", err)
	}
}

func TestWrongCookieClosesNothing(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four).Connect().Accept()
		setNonblock(t, p.Client, p.Server)
		g := findSocket(t, ends(p.ServerRow(model.Established)))
		g.Cookie++
		if err := (Closer{}).Close(t.Context(), g, true); err == nil {
			t.Error("closed a socket with another cookie")
		}
		if err := readError(p.Server); !errors.Is(err, unix.EAGAIN) {
			t.Errorf("the connection: %v, want it alive", err)
		}
	})
}

func TestClosingAnEndedConnectionReportsNoSuchSocket(t *testing.T) {
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
		setNonblock(t, p.Listener)
		g := findSocket(t, ends(p.ListenerRow(0)))
		var refused *model.Refusal
		if err := (Closer{}).Close(t.Context(), g, false); !errors.As(err, &refused) {
			t.Fatalf("got %v, want a refusal", err)
		}
		if _, _, err := unix.Accept(p.Listener); !errors.Is(err, unix.EAGAIN) {
			t.Fatalf("the listener: %v, want it to listen", err)
		}
		if err := (Closer{}).Close(t.Context(), g, true); err != nil {
			t.Fatal(err)
		}
		if _, _, err := unix.Accept(p.Listener); !errors.Is(err, unix.EINVAL) {
			t.Errorf("the listener: %v, want EINVAL because it does not listen any more", err)
		}
	})
}

func TestListenersOnOnePortAreAmbiguousWithoutAnInode(t *testing.T) {
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
				t.Errorf("found %+v, want inode %d", g, rows[1].Inode)
			}
			return
		}
		t.Fatal("no such scene")
	})
}

// closer tries to close the connection in its arguments, as the user that it runs as.
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

func TestUnprivilegedUserGetsThePermissionError(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.Users, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four).Connect().Accept()
		setNonblock(t, p.Server)
		row := p.ServerRow(model.Established)
		nobody := worlds.Start(t, worlds.Spec{Role: "closer", User: 65534, Args: []string{row.Local.Safe().String(), row.Remote.Safe().String()}})
		if got := nobody.Ask("go"); !strings.Contains(got, "not permitted (EPERM); needs root or CAP_NET_ADMIN") {
			t.Errorf("got %q", got)
		}
		if err := readError(p.Server); !errors.Is(err, unix.EAGAIN) {
			t.Errorf("the connection: %v, want it alive", err)
		}
	})
}

func TestKernelErrorsAreExplained(t *testing.T) {
	for errno, want := range map[syscall.Errno]string{
		unix.EPERM:           "CAP_NET_ADMIN",
		unix.ENOENT:          "no such socket any more",
		unix.EOPNOTSUPP:      "CONFIG_INET_DIAG_DESTROY",
		unix.EPROTONOSUPPORT: "gVisor",
	} {
		if got := explain(os.NewSyscallError("netlink receive", errno)); !strings.Contains(got.Error(), want) {
			t.Errorf("%v: %q, want %q in it", errno, got, want)
		}
	}
}

// newConn is a conn that a test answers instead of the kernel.
func newConn(t *testing.T) *conn {
	t.Helper()
	c, err := openConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.close() })
	return c
}

func TestMalformedAnswerIsNotAnAcknowledgement(t *testing.T) {
	acknowledged := reply{text: func(c *conn) []byte { return message(c, unix.NLMSG_ERROR, 0, make([]byte, 4)) }}
	for name, c := range map[string]struct {
		reply []reply
		want  string // in the error; none where empty
	}{
		"acknowledged":         {[]reply{acknowledged}, ""},
		"behind a stranger's":  {[]reply{{text: acknowledged.text, from: 4711}, acknowledged}, ""},
		"refused":              {[]reply{{text: func(c *conn) []byte { return message(c, unix.NLMSG_ERROR, 0, []byte{0xff, 0xff, 0xff, 0xff}) }}}, "operation not permitted"},
		"cut short":            {[]reply{{text: func(c *conn) []byte { return acknowledged.text(c)[:18] }}}, "only 18 are left"},
		"of another type":      {[]reply{{text: func(c *conn) []byte { return message(c, 99, 0, make([]byte, 4)) }}}, "type 99"},
		"no answer":            {[]reply{{err: unix.EAGAIN}}, "no answer within"},
		"longer than there is": {[]reply{{text: func(*conn) []byte { return nil }, size: bufferSize + 1}}, "more than the"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := newConn(t)
			replyWith(t, conn, c.reply...)
			err := conn.destroy(t.Context(), model.SocketHandle{Socket: model.SocketID{Proto: model.TCP}}) // refused such socket exists
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestSocketFoundTwiceCountsOnce(t *testing.T) {
	c := newConn(t)
	broken := reply{text: func(c *conn) []byte { return message(c, unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_DUMP_INTR, listener(5)) }}
	replyWith(t, c, broken, done(0), one(5), one(5), done(0), done(0))
	found, err := c.find(t.Context(), model.SocketID{Local: model.Endpoint{Addr: model.AddrFrom(netip.IPv4Unspecified()), Port: 80}, Remote: model.Endpoint{Addr: model.AddrFrom(netip.IPv4Unspecified())}})
	if err != nil || len(found) != 1 || found[0].Cookie != 5 {
		t.Errorf("found %+v, error %v", found, err)
	}
}

func TestNothingIsClosedAfterTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Closer{}).Close(ctx, model.SocketHandle{}, true); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestShortAnswerIsAnErrorNotAPanic(t *testing.T) {
	for n := range sizeAnswer {
		if _, err := parseHandle(model.TCP, make([]byte, n)); err == nil {
			t.Errorf("%d bytes were accepted as a socket", n)
		}
	}
}
