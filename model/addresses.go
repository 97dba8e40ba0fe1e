package model

import "net/netip"

// Addresses are what this host may bind.
type Addresses struct {
	Known bool           `wire:"known"` // they could be read; the rest means nothing otherwise
	Local []netip.Prefix `wire:"local"` // of its interfaces; on the loopback interface whole IPv4 networks
	// AnyFour and AnySix are net.ipv4.ip_nonlocal_bind and net.ipv6.ip_nonlocal_bind:
	// bind takes every address then, also one that is not here (yet).
	AnyFour bool `wire:"any_four"`
	AnySix  bool `wire:"any_six"`
}

// MayHave reports whether bind takes the address: it does not where all are
// known and this is none of them. Multicast and the wildcards are of every host.
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
