package bind

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
)

// cautions are what may yet go wrong, or right, with the port.
func cautions(m *moment.Moment, v *Verdict) []model.Reason {
	var all []model.Reason
	k := &m.Own().Kernel
	switch {
	case k.ReservedOK && k.Reserved.Has(v.Port):
		all = append(all, model.Reason{Name: safe.Say("reserved"), Words: safe.Say("net.ipv4.ip_local_reserved_ports keeps it from clients; a bind may take it")})
	case k.Ephemeral.Known && k.Ephemeral.Has(v.Port):
		all = append(all, model.Reason{Name: safe.Say("ephemeral"), Words: safe.Concat(safe.Say("inside the ephemeral range "), safe.Number(k.Ephemeral.Low), safe.Say("-"), safe.Number(k.Ephemeral.High),
			safe.Say(": a client may be given it at any time; "), v.Proto.Safe(), safe.Say(" holds "), safe.Number(m.OwnBudget().Of(v.Proto).Held()), safe.Say(" of its "), safe.Number(m.OwnBudget().Size), safe.Say(" ports"))})
	}
	if n := lingering(m, v); n > 0 && v.Free() {
		all = append(all, model.Reason{Name: safe.Say("lingering"), Words: safe.Concat(safe.Say("what a server that is gone had accepted still holds it ("), safe.Number(n),
			safe.Say("): a bind succeeds only if that server had set SO_REUSEADDR and the new one sets it too, as most do"))})
	}
	if onlyBound(m, v) {
		all = append(all, model.Reason{Name: safe.Say("bound"), Words: safe.Say("nobody listens, the port is only bound: a bind succeeds all the same if both set SO_REUSEADDR, which cannot be seen")})
	}
	all = append(all, maybeDual(m, v)...)
	all = append(all, aboutAddress(m, v)...)
	if v.Guess {
		all = append(all, other(m, v)...)
	}
	return all
}

// Lingering reports whether what a server that is gone had accepted may keep the
// port, which depends on options of sockets that nothing tells.
func (v *Verdict) Lingering() bool {
	for _, r := range v.Cautions {
		if r.Name == safe.Say("lingering") {
			return true
		}
	}
	return false
}

// lingering counts connections on the port that no listener serves any more.
func lingering(m *moment.Moment, v *Verdict) int {
	n := 0
	for _, i := range v.Beside {
		if s := &m.Sockets[i]; s.Proto == model.TCP && !s.Listening() && s.State != model.Bound && !m.Index.Serves(s) && overlaps(m, moment.Conn{In: m, At: int(i)}, v.Claim) {
			n++
		}
	}
	return n
}

// onlyBound reports whether nothing is in the way but sockets that are bound.
func onlyBound(m *moment.Moment, v *Verdict) bool {
	for _, i := range v.InWay {
		if m.Sockets[i].State != model.Bound {
			return false
		}
	}
	return len(v.InWay) > 0
}

// maybeDual says where a socket on [::] is taken to be in the way of an IPv4
// address, and nothing tells whether it is.
func maybeDual(m *moment.Moment, v *Verdict) []model.Reason {
	if v.Any || !v.Addr.Four() {
		return nil
	}
	for _, i := range v.InWay {
		if answer, _, asked := (moment.Conn{In: m, At: int(i)}).TakesFour(); asked && answer == moment.Likely {
			return []model.Reason{{Name: safe.Say("dual"), Words: safe.Concat(safe.Say("whether "), m.Sockets[i].Local.Safe(), safe.Say(" takes IPv4 too is not told (IPV6_V6ONLY): if it does not, it is not in the way"))}}
		}
	}
	return nil
}

// aboutAddress says what is to be known of the address that would be bound.
func aboutAddress(m *moment.Moment, v *Verdict) []model.Reason {
	switch ip := v.Addr.IP(); {
	case v.Any || v.Addr.Wildcard():
	case v.Elsewhere:
		return []model.Reason{{Name: safe.Say("address"), Words: safe.Concat(v.Addr.Safe(), safe.Say(" is no address of this host: bind fails with EADDRNOTAVAIL"))}}
	case !m.Own().Addresses.Known && !ip.IsLoopback():
		return []model.Reason{{Name: safe.Say("address"), Words: safe.Concat(v.Addr.Safe(), safe.Say(" must be an address of this host; they could not be read"))}}
	case ip.Is6() && ip.IsLinkLocalUnicast():
		return []model.Reason{{Name: safe.Say("address"), Words: safe.Concat(v.Addr.Safe(), safe.Say(" is link-local: bind needs its interface too"))}}
	}
	return nil
}

// other says who has the same port of the other protocol.
func other(m *moment.Moment, v *Verdict) []model.Reason {
	id, on := m.Other(v.Claim)
	if len(on) == 0 {
		return nil
	}
	return []model.Reason{{Name: safe.Say("other protocol"), Words: safe.Concat(id.Name(), safe.Say(" is another port, in use by "), m.WhoHolds(on))}}
}
