package model

import "net/netip"

// Addresses are the addresses that this host can bind.
type Addresses struct {
	Known bool           `wire:"known"` // they could be read; if false, the other members mean nothing
	Local []netip.Prefix `wire:"local"` // of the interfaces; for IPv4 on the loopback interface, whole networks
	// AnyFour and AnySix are net.ipv4.ip_nonlocal_bind and net.ipv6.ip_nonlocal_bind:
	// if set, bind accepts every address, even one that the host does not have (yet).
	AnyFour bool `wire:"any_four"`
	AnySix  bool `wire:"any_six"`
}

// MayHave reports whether bind may accept the address. It cannot if all addresses of
// the host are known and this is not one of them. Every host has the multicast
// addresses and the wildcards.
func (a *Addresses) MayHave(addr Addr) bool {
	ip := addr.IP()
	if !a.Known || addr.Wildcard() || ip.IsMulticast() || ip.Is4() && a.AnyFour || ip.Is6() && a.AnySix {
		return true
	}
	for _, p := range a.Local {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
