package moment

import (
	"net/netip"

	"berth/model"
	"berth/model/listen"
	"berth/model/safe"
)

// Reach is who can connect to a listener.
type Reach uint8

// The reaches, from the narrowest to the widest.
const (
	ReachNone      Reach = iota // no listener: only connections hold the port
	ReachLoopback               // 127.0.0.0/8, ::1
	ReachLinkLocal              // fe80::/10, 169.254.0.0/16
	ReachPrivate                // one address of a private network (RFC 1918, fc00::/7, 100.64.0.0/10)
	ReachAddress                // one public address
	ReachPublic                 // every interface
	Reaches                     // the number of reaches
)

// reachInfo is the name and the meaning of a reach.
type reachInfo struct{ name, meaning safe.Text }

var reaches = [Reaches]reachInfo{
	ReachNone:      {safe.Say("none"), safe.Say("no socket listens here")},
	ReachLoopback:  {safe.Say("loopback"), safe.Say("only this host can connect")},
	ReachLinkLocal: {safe.Say("link-local"), safe.Say("only hosts on the same link can connect")},
	ReachPrivate:   {safe.Say("private"), safe.Say("hosts of a private network can connect, unless a firewall blocks it")},
	ReachAddress:   {safe.Say("address"), safe.Say("every host that reaches this public address can connect, unless a firewall blocks it")},
	ReachPublic:    {safe.Say("public"), safe.Say("every interface accepts connections, unless a firewall blocks it")},
}

// Name is one word: "loopback".
func (r Reach) Name() safe.Text { return reaches[min(r, Reaches-1)].name }

// Meaning says who can connect.
func (r Reach) Meaning() safe.Text { return reaches[min(r, Reaches-1)].meaning }

// ParseReach parses the name of a reach.
func ParseReach(name string) (Reach, bool) {
	for r := range reaches {
		if reaches[r].name.String() == name {
			return Reach(r), true
		}
	}
	return ReachNone, false
}

// shared is the address space of carrier-grade NAT (RFC 6598): hosts outside cannot
// reach it, but netip does not count it as private.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// ReachOf is the reach of a listener on an address.
func ReachOf(a model.Addr) Reach {
	switch ip := a.IP(); {
	case ip.IsUnspecified():
		return ReachPublic
	case ip.IsLoopback():
		return ReachLoopback
	case ip.IsLinkLocalUnicast(), ip.IsLinkLocalMulticast(), ip.IsInterfaceLocalMulticast():
		return ReachLinkLocal
	case ip.IsPrivate(), shared.Contains(ip):
		return ReachPrivate
	}
	return ReachAddress
}

// Reach is who can connect to the listener of the local end: none for a client. If
// there are several such listeners, they have the same address.
func (c Conn) Reach() Reach {
	s := c.Socket()
	if s.Listening() {
		return ReachOf(s.Local.Addr)
	}
	switch c.In.Index.Fit(s) {
	case listen.ByAddress:
		return ReachOf(s.Local.Addr)
	case listen.ByWildcard:
		return ReachPublic
	}
	return ReachNone
}
