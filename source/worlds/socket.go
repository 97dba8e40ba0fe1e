package worlds

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// socket opens a socket that is closed with the test.
func socket(t testing.TB, domain, kind int) int {
	t.Helper()
	fd, err := unix.Socket(domain, kind|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	if domain == unix.AF_INET6 { // whatever net.ipv6.bindv6only says
		must(t, unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0))
	}
	return closeLater(t, fd)
}

// bound opens a socket on a free port.
func bound(t testing.TB, domain, kind int, ip netip.Addr) int {
	t.Helper()
	fd := socket(t, domain, kind)
	must(t, unix.Bind(fd, address(domain, ip, 0)))
	return fd
}

// BoundOnly opens a TCP socket of loopback that is bound, and neither listens nor
// connects, and returns its port.
func BoundOnly(t testing.TB) uint16 {
	t.Helper()
	return local(t, bound(t, unix.AF_INET, unix.SOCK_STREAM, netip.AddrFrom4([4]byte{127, 0, 0, 1}))).Port
}

// shared opens a socket that lets others of its user bind the same port.
func shared(t testing.TB, f Family, kind, port int) int {
	t.Helper()
	fd := socket(t, f.server, kind)
	must(t, unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
	must(t, unix.Bind(fd, address(f.server, f.bind, port)))
	return fd
}

// deafen makes a socket lose every packet that comes to it: a filter that keeps
// no byte. It needs no privilege, no firewall and no second interface.
func deafen(t testing.TB, fd int) {
	t.Helper()
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0}
	must(t, unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop}))
}

// closeLater closes a socket with the test, unless it was closed before: its
// number may mean another file by then.
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

// inode is the inode of the socket behind a descriptor; 0 where it was closed.
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

// NetNS is the inode of the network namespace that the test is in.
func NetNS(t testing.TB) uint32 {
	t.Helper()
	var stat unix.Stat_t
	must(t, unix.Stat("/proc/self/ns/net", &stat))
	return uint32(stat.Ino)
}
