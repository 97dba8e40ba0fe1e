package worlds

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Family is how the two ends of a connection speak IP.
type Family struct {
	Name           string
	server, client int // address families of the descriptors
	bind, dial     netip.Addr
	end            model.Traits // of the server's end of a connection
}

var (
	loopback4 = netip.MustParseAddr("127.0.0.1")
	loopback6 = netip.IPv6Loopback()
)

// The families. Mapped is a dual-stack server that a client reaches by IPv4:
// its end of the connection is ::ffff:127.0.0.1.
var (
	Four   = Family{"IPv4", unix.AF_INET, unix.AF_INET, loopback4, loopback4, 0}
	Six    = Family{"IPv6", unix.AF_INET6, unix.AF_INET6, loopback6, loopback6, model.InetSix}
	Mapped = Family{"mapped", unix.AF_INET6, unix.AF_INET, netip.IPv6Unspecified(), loopback4, model.InetSix | model.MappedFour}
)

// Families are those that this kernel has.
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

// traits are what the family of a descriptor says of the socket.
func traits(domain int) model.Traits {
	if domain == unix.AF_INET6 {
		return model.InetSix
	}
	return 0
}

// wildcard is the address of a peer that does not exist, as that family has it.
func wildcard(domain int) model.Addr {
	if domain == unix.AF_INET6 {
		return model.AddrFrom(netip.IPv6Unspecified())
	}
	return model.AddrFrom(netip.IPv4Unspecified())
}

// address is an address as the system calls of one family take it.
func address(domain int, ip netip.Addr, port int) unix.Sockaddr {
	if domain == unix.AF_INET6 {
		return &unix.SockaddrInet6{Addr: ip.As16(), Port: port}
	}
	return &unix.SockaddrInet4{Addr: ip.As4(), Port: port}
}

// endpoint is an address as the system calls return it.
func endpoint(sa unix.Sockaddr) model.Endpoint {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return model.Endpoint{Addr: model.AddrFrom(netip.AddrFrom4(sa.Addr)), Port: uint16(sa.Port)}
	case *unix.SockaddrInet6:
		return model.Endpoint{Addr: sa.Addr, Port: uint16(sa.Port)}
	}
	return model.Endpoint{}
}
