package listen_test

import (
	"testing"

	"berth/model"
	"berth/model/listen"
	"berth/model/scene"
)

func TestListenerServesTheConnectionsItWouldAccept(t *testing.T) {
	for name, c := range map[string]struct {
		listeners, socket string
		want              int // number of listeners that serve it
	}{
		"its address":                        {"tcp listen 10.0.0.1:80", "tcp estab 10.0.0.1:80 10.0.0.2:5", 1},
		"another address":                    {"tcp listen 10.0.0.9:80", "tcp estab 10.0.0.1:80 10.0.0.2:5", 0},
		"the wildcard":                       {"tcp listen 0.0.0.0:80", "tcp estab 10.0.0.1:80 10.0.0.2:5", 1},
		"another port":                       {"tcp listen 0.0.0.0:81", "tcp estab 10.0.0.1:80 10.0.0.2:5", 0},
		"another protocol":                   {"udp unconn 0.0.0.0:80", "tcp estab 10.0.0.1:80 10.0.0.2:5", 0},
		"another namespace":                  {"tcp listen 0.0.0.0:80 ns=7", "tcp estab 10.0.0.1:80 10.0.0.2:5", 0},
		"[::] and IPv6":                      {"tcp listen [::]:80", "tcp estab [2001:db8::1]:80 [2001:db8::2]:5", 1},
		"[::] and IPv4 it accepted":          {"tcp listen [::]:80", "tcp estab [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:5", 1},
		"[::] and IPv4 it did not accept":    {"tcp listen [::]:80", "tcp estab 10.0.0.1:80 10.0.0.2:5", 0},
		"0.0.0.0 and IPv4 of [::]":           {"tcp listen 0.0.0.0:80", "tcp estab [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:5", 0},
		"[::ffff:0.0.0.0] and IPv6":          {"tcp listen [::ffff:0.0.0.0]:80", "tcp estab [2001:db8::1]:80 [2001:db8::2]:5", 0},
		"the address before the wildcard":    {"tcp listen 0.0.0.0:80\ntcp listen 10.0.0.1:80", "tcp estab 10.0.0.1:80 10.0.0.2:5", 1},
		"several that share a port":          {"tcp listen 0.0.0.0:80 inode=1\ntcp listen 0.0.0.0:80 inode=2", "tcp estab 10.0.0.1:80 10.0.0.2:5", 2},
		"a datagram socket with a peer":      {"udp unconn 0.0.0.0:53", "udp established 10.0.0.1:53 10.0.0.2:5", 1},
		"a connected datagram serves nobody": {"udp established 10.0.0.1:53 10.0.0.2:6", "udp established 10.0.0.1:53 10.0.0.2:5", 0},
	} {
		m := scene.Moment(c.socket + "\n" + c.listeners)
		s := &m.Sockets[0]
		if got := m.Index.Listener(s); len(got) != c.want {
			t.Errorf("%s: listeners %v, want %d", name, got, c.want)
		}
		if m.Index.Serves(s) != (c.want > 0) {
			t.Errorf("%s: Serves disagrees", name)
		}
	}
}

func TestAddressBeatsTheWildcardAsInTheKernel(t *testing.T) {
	m := scene.Moment("tcp estab 10.0.0.1:80 10.0.0.2:5\ntcp listen 0.0.0.0:80\ntcp listen 10.0.0.1:80")
	if got := m.Index.Listener(&m.Sockets[0]); len(got) != 1 || got[0] != 2 {
		t.Errorf("listeners %v, want the second", got)
	}
}

func TestNilIndexFindsNothing(t *testing.T) {
	var none *listen.Index
	if none.On(model.PortID{}) != nil || none.Serves(&model.Socket{}) {
		t.Error("found a listener in nothing")
	}
}

func TestAppendingToListenersLeavesTheIndexUnchanged(t *testing.T) {
	m := scene.Moment("tcp listen 0.0.0.0:80\ntcp listen 0.0.0.0:81")
	_ = append(m.Index.On(m.Sockets[0].PortID()), 99)
	if got := m.Index.On(m.Sockets[1].PortID()); len(got) != 1 || got[0] != 1 {
		t.Errorf("port 81 has %v", got)
	}
}
