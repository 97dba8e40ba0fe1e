package model

// cautions are what may yet go wrong, or right, with the port.
func (m *Moment) cautions(v *Verdict) []Reason {
	var all []Reason
	k := &m.Kernel
	switch {
	case k.ReservedOK && k.Reserved.Has(v.Port):
		all = append(all, Reason{Say("reserved"), Say("net.ipv4.ip_local_reserved_ports keeps it from clients; a bind may take it")})
	case k.Ephemeral.Known && k.Ephemeral.Has(v.Port):
		all = append(all, Reason{Say("ephemeral"), Concat(Say("inside the ephemeral range "), Number(k.Ephemeral.Low), Say("-"), Number(k.Ephemeral.High),
			Say(": a client may be given it at any time; "), v.Proto.Safe(), Say(" holds "), Number(m.Budget.Of(v.Proto).Held()), Say(" of its "), Number(m.Budget.Size), Say(" ports"))})
	}
	if n := m.lingering(v); n > 0 && v.Free() {
		all = append(all, Reason{Say("lingering"), Concat(Say("what a server that is gone had accepted still holds it ("), Number(n),
			Say("): a bind succeeds only if that server had set SO_REUSEADDR and the new one sets it too, as most do"))})
	}
	if m.onlyBound(v) {
		all = append(all, Reason{Say("bound"), Say("nobody listens, the port is only bound: a bind succeeds all the same if both set SO_REUSEADDR, which cannot be seen")})
	}
	all = append(all, m.maybeDual(v)...)
	all = append(all, m.aboutAddress(v)...)
	if v.Guess {
		all = append(all, m.other(v)...)
	}
	return all
}

// Lingering reports whether what a server that is gone had accepted may keep the
// port, which depends on options of sockets that nothing tells.
func (v *Verdict) Lingering() bool {
	for _, r := range v.Cautions {
		if r.Name == Say("lingering") {
			return true
		}
	}
	return false
}

// lingering counts connections on the port that no listener serves any more.
func (m *Moment) lingering(v *Verdict) int {
	n := 0
	for _, i := range v.Beside {
		if s := &m.Sockets[i]; s.Proto == TCP && !s.Listening() && s.State != Bound && !m.Index.Serves(s) && m.overlaps(Conn{m, int(i)}, v.Claim) {
			n++
		}
	}
	return n
}

// onlyBound reports whether nothing is in the way but sockets that are bound.
func (m *Moment) onlyBound(v *Verdict) bool {
	for _, i := range v.InWay {
		if m.Sockets[i].State != Bound {
			return false
		}
	}
	return len(v.InWay) > 0
}

// maybeDual says where a socket on [::] is taken to be in the way of an IPv4
// address, and nothing tells whether it is.
func (m *Moment) maybeDual(v *Verdict) []Reason {
	if v.Any || !v.Addr.Four() {
		return nil
	}
	for _, i := range v.InWay {
		if answer, _, asked := (Conn{m, int(i)}).TakesFour(); asked && answer == Likely {
			return []Reason{{Say("dual"), Concat(Say("whether "), m.Sockets[i].Local.Safe(), Say(" takes IPv4 too is not told (IPV6_V6ONLY): if it does not, it is not in the way"))}}
		}
	}
	return nil
}

// aboutAddress says what is to be known of the address that would be bound.
func (m *Moment) aboutAddress(v *Verdict) []Reason {
	switch ip := v.Addr.IP(); {
	case v.Any || v.Addr.Wildcard():
	case v.Elsewhere:
		return []Reason{{Say("address"), Concat(v.Addr.Safe(), Say(" is no address of this host: bind fails with EADDRNOTAVAIL"))}}
	case !m.Addresses.Known && !ip.IsLoopback():
		return []Reason{{Say("address"), Concat(v.Addr.Safe(), Say(" must be an address of this host; they could not be read"))}}
	case ip.Is6() && ip.IsLinkLocalUnicast():
		return []Reason{{Say("address"), Concat(v.Addr.Safe(), Say(" is link-local: bind needs its interface too"))}}
	}
	return nil
}

// other says who has the same port of the other protocol.
func (m *Moment) other(v *Verdict) []Reason {
	id, on := m.Other(v.Claim)
	if len(on) == 0 {
		return nil
	}
	return []Reason{{Say("other protocol"), Concat(id.Name(), Say(" is another port, in use by "), m.WhoHolds(on))}}
}
