package e2e

import (
	"fmt"
	"net"
	"os"
	"testing"

	"berth/source"
	"berth/source/worlds"
)

// backend is the name of the backend that reads the sockets.
func backend(t *testing.T) string {
	t.Helper()
	m, err := source.Open(t.Context(), source.Spec{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := m.Sampler.Sample(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return n.Backend.String()
}

func TestCheckSeesBoundSocketsOrSaysThatItCannot(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		port := fmt.Sprint(worlds.BoundOnly(t))
		if backend(t) == "netlink" {
			berth(t, "check", port).want(t, 1, "in use", "BOUND 127.0.0.1:"+port, fmt.Sprint(os.Getpid()))
			berth(t, "kill", port, "--yes").want(t, 1, "it is bound, but does not listen, and is held by")
			return
		}
		berth(t, "check", port).want(t, 0, "sockets that are only bound: not in /proc/net; needs netlink")
	})
}

func TestCheckBesideAnIPv6OnlyListener(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		l, err := net.Listen("tcp6", "[::]:0") // Go sets IPV6_V6ONLY for tcp6
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		want := 1 // procfs does not report IPV6_V6ONLY, and a listener on [::] usually accepts IPv4
		if backend(t) == "netlink" {
			want = 0
		}
		port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
		berth(t, "check", port, "--address", "127.0.0.1").want(t, want)
		berth(t, "check", port, "--address", "::1").want(t, 1, "in use")
	})
}
