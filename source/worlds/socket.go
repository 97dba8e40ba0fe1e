package worlds

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// socket opens a socket until the end of the test.
func socket(t testing.TB, domain, kind int) int {
	t.Helper()
	fd, err := unix.Socket(domain, kind|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	if domain == unix.AF_INET6 { // do not depend on net.ipv6.bindv6only
		must(t, unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0))
	}
	return closeLater(t, fd)
}

// bound opens a socket bound to a free port.
func bound(t testing.TB, domain, kind int, ip netip.Addr) int {
	t.Helper()
	fd := socket(t, domain, kind)
	must(t, unix.Bind(fd, address(domain, ip, 0)))
	return fd
}

// BoundOnly opens a TCP socket on loopback that is bound but neither listens nor connects, and returns
// its port.
func BoundOnly(t testing.TB) uint16 {
	t.Helper()
	return local(t, bound(t, unix.AF_INET, unix.SOCK_STREAM, netip.AddrFrom4([4]byte{127, 0, 0, 1}))).Port
}

// shared opens a socket with SO_REUSEPORT.
func shared(t testing.TB, f Family, kind, port int) int {
	t.Helper()
	fd := socket(t, f.server, kind)
	must(t, unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
	must(t, unix.Bind(fd, address(f.server, f.bind, port)))
	return fd
}

// dropPackets makes a socket drop every incoming packet, with a filter that keeps no bytes. It needs no
// privilege, no firewall and no second interface.
func dropPackets(t testing.TB, fd int) {
	t.Helper()
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0}
	must(t, unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop}))
}

// closeLater closes a socket at the end of the test, unless it was closed before: then its number may
// belong to another file.
func closeLater(t testing.TB, fd int) int {
	t.Helper()
	mine := inode(t, fd)
	t.Cleanup(func() {
		var stat unix.Stat_t
		if unix.Fstat(fd, &stat) == nil && stat.Ino == mine {
			unix.Close(fd)
		}
	})
	return fd
}

// inode is the inode of a socket, or 0 if its descriptor was closed.
func inode(t testing.TB, fd int) uint64 {
	t.Helper()
	if fd < 0 {
		return 0
	}
	var stat unix.Stat_t
	must(t, unix.Fstat(fd, &stat))
	return stat.Ino
}

func local(t testing.TB, fd int) model.Endpoint {
	t.Helper()
	sa, err := unix.Getsockname(fd)
	must(t, err)
	return endpoint(sa)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// NetNS is the inode of the network namespace of the test.
func NetNS(t testing.TB) uint32 {
	t.Helper()
	var stat unix.Stat_t
	must(t, unix.Stat("/proc/self/ns/net", &stat))
	return uint32(stat.Ino)
}
