package addresses

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m) }

// TestAddressesAgreeWithBind compares the addresses with what bind accepts.
func TestAddressesAgreeWithBind(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		checkBind(t)
		if err := os.WriteFile("/proc/sys/net/ipv4/ip_nonlocal_bind", []byte("1"), 0); err != nil {
			t.Fatal(err)
		}
		checkBind(t)
		if err := os.WriteFile("/proc/sys/net/ipv6/ip_nonlocal_bind", []byte("1"), 0); err != nil {
			t.Fatal(err)
		}
		checkBind(t)
	})
}

func checkBind(t *testing.T) {
	t.Helper()
	all, gaps := Read("/proc")
	if !all.Known || len(gaps) > 0 || len(all.Local) == 0 {
		t.Fatalf("%+v, gaps %v", all, gaps)
	}
	for _, text := range []string{"127.0.0.1", "127.9.9.9", "0.0.0.0", "192.0.2.7", "10.0.0.1", "::1", "::", "2001:db8::7"} {
		ip := netip.MustParseAddr(text)
		l, err := net.Listen("tcp", netip.AddrPortFrom(ip, 0).String())
		if err == nil {
			l.Close()
		} else if !errors.Is(err, unix.EADDRNOTAVAIL) {
			t.Fatal(err)
		}
		if may := all.MayHave(model.AddrFrom(ip)); may != (err == nil) {
			t.Errorf("%s: may have %v, bind says %v", text, may, err)
		}
	}
}

func TestWholeNetworkIsLocalOnlyOnLoopback(t *testing.T) {
	for _, c := range []struct {
		on       string
		loopback bool
		want     string
	}{
		{"127.0.0.1/8", true, "127.0.0.0/8"},
		{"10.0.0.5/24", true, "10.0.0.0/24"},
		{"10.0.0.5/24", false, "10.0.0.5/32"},
		{"::1/128", true, "::1/128"},
		{"2001:db8::5/64", true, "2001:db8::5/128"},
	} {
		if got := local(netip.MustParsePrefix(c.on), c.loopback).String(); got != c.want {
			t.Errorf("%s, loopback %v: %s, want %s", c.on, c.loopback, got, c.want)
		}
	}
}
