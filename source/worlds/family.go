package worlds

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Family says which address families the two ends of a connection use.
type Family struct {
	Name           string
	server, client int // address families of the descriptors
	bind, dial     netip.Addr
	end            model.Traits // traits of the server's end of a connection
}

var (
	loopback4 = netip.MustParseAddr("127.0.0.1")
	loopback6 = netip.IPv6Loopback()
)

// Mapped is a dual-stack server with an IPv4 client: its end of the connection has the address
// ::ffff:127.0.0.1.
var (
	Four   = Family{"IPv4", unix.AF_INET, unix.AF_INET, loopback4, loopback4, 0}
	Six    = Family{"IPv6", unix.AF_INET6, unix.AF_INET6, loopback6, loopback6, model.InetSix}
	Mapped = Family{"mapped", unix.AF_INET6, unix.AF_INET, netip.IPv6Unspecified(), loopback4, model.InetSix | model.MappedFour}
)

// Families lists the families that this kernel supports.
func Families(t testing.TB) []Family {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		defer unix.Close(fd)
		err = unix.Bind(fd, &unix.SockaddrInet6{Addr: loopback6.As16()})
	}
	if err != nil {
		t.Logf("SKIPPED IPv6: this kernel has none (%v)", err)
		return []Family{Four}
	}
	return []Family{Four, Six, Mapped}
}

// traits returns the traits of a socket by the family of its descriptor.
func traits(domain int) model.Traits {
	if domain == unix.AF_INET6 {
		return model.InetSix
	}
	return 0
}

// wildcard is the address of a missing peer in a family.
func wildcard(domain int) model.Addr {
	if domain == unix.AF_INET6 {
		return model.AddrFrom(netip.IPv6Unspecified())
	}
	return model.AddrFrom(netip.IPv4Unspecified())
}

// address converts an address for the system calls of a family.
func address(domain int, ip netip.Addr, port int) unix.Sockaddr {
	if domain == unix.AF_INET6 {
		return &unix.SockaddrInet6{Addr: ip.As16(), Port: port}
	}
	return &unix.SockaddrInet4{Addr: ip.As4(), Port: port}
}

// endpoint converts an address that a system call returned.
func endpoint(sa unix.Sockaddr) model.Endpoint {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return model.Endpoint{Addr: model.AddrFrom(netip.AddrFrom4(sa.Addr)), Port: uint16(sa.Port)}
	case *unix.SockaddrInet6:
		return model.Endpoint{Addr: sa.Addr, Port: uint16(sa.Port)}
	}
	return model.Endpoint{}
}
