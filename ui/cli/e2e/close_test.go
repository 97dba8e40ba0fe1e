package e2e

import (
	"errors"
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model/patience"
	"berth/source/worlds"
)

// pair is a connection of which this process holds both ends.
type pair struct{ client, server net.Conn }

func connect(t *testing.T, l net.Listener) pair {
	t.Helper()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return pair{client, server}
}

// ends are the arguments that name the socket of the server.
func (p pair) ends() (local, remote string) {
	return p.server.LocalAddr().String(), p.server.RemoteAddr().String()
}

// says returns an error unless a byte that the server writes arrives at the client.
func (p pair) says(t *testing.T) error {
	t.Helper()
	end := time.Now().Add(patience.Of(t))
	if err := errors.Join(p.client.SetDeadline(end), p.server.SetDeadline(end)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.server.Write([]byte("x")); err != nil {
		return err
	}
	_, err := p.client.Read(make([]byte, 1))
	return err
}

func listen(t *testing.T) net.Listener { return listenOn(t, "127.0.0.1:0") }

func listenOn(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestCloseEndsThatConnectionAlone(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		l := listen(t)
		victim, other := connect(t, l), connect(t, l)
		local, remote := victim.ends()
		berth(t, "close", local, remote).want(t, 3, "stdin is not a terminal")
		berth(t, "close", local, remote, "--dry-run").want(t, 0, "the peer gets a RST", "dry run: nothing was closed")
		if err := victim.says(t); err != nil {
			t.Fatalf("the connection does not live: %v", err)
		}
		berth(t, "close", local, remote, "--yes").want(t, 0, "ESTAB", "the peer gets a RST", "it keeps running", "closed")
		if _, err := victim.server.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNABORTED) {
			t.Errorf("the end that was closed: %v", err)
		}
		if _, err := victim.client.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNRESET) {
			t.Errorf("its peer: %v", err)
		}
		if err := other.says(t); err != nil {
			t.Errorf("the other connection: %v", err)
		}
		berth(t, "close", local, remote, "--yes").want(t, 1, "no such socket")
	})
}

func TestCloseLeavesListenersAlone(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		l := listen(t)
		berth(t, "close", l.Addr().String(), "0.0.0.0:*", "--yes").want(t, 3, "is a wildcard: the socket is a listener", "--force")
		if err := connect(t, l).says(t); err != nil {
			t.Errorf("the listener is deaf: %v", err)
		}
	})
}

func TestCloseAsNobodyIsNotPermitted(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		p := connect(t, listen(t))
		local, remote := p.ends()
		berthAs(t, nobody, "close", local, remote, "--yes").want(t, 1, "not permitted (EPERM); needs root or CAP_NET_ADMIN")
		if err := p.says(t); err != nil {
			t.Errorf("the connection: %v", err)
		}
	})
}
