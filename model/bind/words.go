package bind

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
)

// cautions are the facts that may change the result of a bind.
func cautions(m *moment.Moment, v *Verdict) []model.Reason {
	var all []model.Reason
	k := &m.Own().Kernel
	switch {
	case k.ReservedOK && k.Reserved.Has(v.Port):
		all = append(all, model.Reason{Name: safe.Say("reserved"), Words: safe.Say("net.ipv4.ip_local_reserved_ports keeps clients off this port; a bind by number succeeds")})
	case k.Ephemeral.Known && k.Ephemeral.Has(v.Port):
		all = append(all, model.Reason{Name: safe.Say("ephemeral"), Words: safe.Format("inside the ephemeral range %d-%d: the kernel may give it to a client at any time; %s holds %d of the %d ports",
			k.Ephemeral.Low, k.Ephemeral.High, v.Proto, m.OwnBudget().Of(v.Proto).Held(), m.OwnBudget().Size)})
	}
	if n := lingering(m, v); n > 0 && v.Free() {
		all = append(all, model.Reason{Name: safe.Say("lingering"), Words: safe.Format("accepted connections of a server that is gone still hold the port (%d): a bind succeeds only if both servers set SO_REUSEADDR, as most do", n)})
	}
	if onlyBound(m, v) {
		all = append(all, model.Reason{Name: safe.Say("bound"), Words: safe.Say("no socket listens, the port is only bound: a bind succeeds if both sockets set SO_REUSEADDR, which berth cannot read")})
	}
	all = append(all, maybeDual(m, v)...)
	all = append(all, aboutAddress(m, v)...)
	if v.Guess {
		all = append(all, other(m, v)...)
	}
	return all
}

// Lingering reports whether accepted connections of a server that is gone may block
// the port. That depends on SO_REUSEADDR, which berth cannot read.
func (v *Verdict) Lingering() bool {
	for _, r := range v.Cautions {
		if r.Name == safe.Say("lingering") {
			return true
		}
	}
	return false
}

// lingering counts connections on the port whose listener is gone.
func lingering(m *moment.Moment, v *Verdict) int {
	n := 0
	for _, i := range v.Beside {
		if s := &m.Sockets[i]; s.Proto == model.TCP && !s.Listening() && s.State != model.Bound && !m.Index.Serves(s) && overlaps(m, moment.Conn{In: m, At: int(i)}, v.Claim) {
			n++
		}
	}
	return n
}

// onlyBound reports whether every socket in the way is only bound.
func onlyBound(m *moment.Moment, v *Verdict) bool {
	for _, i := range v.InWay {
		if m.Sockets[i].State != model.Bound {
			return false
		}
	}
	return len(v.InWay) > 0
}

// maybeDual warns about a socket on [::] that is assumed to block an IPv4 address,
// without proof that it accepts IPv4.
func maybeDual(m *moment.Moment, v *Verdict) []model.Reason {
	if v.Any || !v.Addr.Four() {
		return nil
	}
	for _, i := range v.InWay {
		if answer, _, asked := (moment.Conn{In: m, At: int(i)}).TakesFour(); asked && answer == moment.Likely {
			return []model.Reason{{Name: safe.Say("dual"), Words: safe.Format("unknown whether %s accepts IPv4 too (IPV6_V6ONLY): if not, it does not block the port", m.Sockets[i].Local)}}
		}
	}
	return nil
}

// aboutAddress is what to know about the address that would be bound.
func aboutAddress(m *moment.Moment, v *Verdict) []model.Reason {
	switch ip := v.Addr.IP(); {
	case v.Any || v.Addr.Wildcard():
	case v.Elsewhere:
		return []model.Reason{{Name: safe.Say("address"), Words: safe.Format("%s is not an address of this host: bind fails with EADDRNOTAVAIL", v.Addr)}}
	case !m.Own().Addresses.Known && !ip.IsLoopback():
		return []model.Reason{{Name: safe.Say("address"), Words: safe.Format("%s must be an address of this host; berth could not read them", v.Addr)}}
	case ip.Is6() && ip.IsLinkLocalUnicast():
		return []model.Reason{{Name: safe.Say("address"), Words: safe.Format("%s is link-local: bind also needs its interface", v.Addr)}}
	}
	return nil
}

// other says which process uses the same port of the other protocol.
func other(m *moment.Moment, v *Verdict) []model.Reason {
	id, on := m.Other(v.Claim)
	if len(on) == 0 {
		return nil
	}
	return []model.Reason{{Name: safe.Say("other protocol"), Words: safe.Format("%s is a different port, used by %s", id.Name(), m.WhoHolds(on))}}
}

// threshold is the sysctl that decides, with its present value.
func threshold(k *model.Kernel) safe.Text {
	const name = "net.ipv4.ip_unprivileged_port_start"
	if !k.Unprivileged.Known {
		return safe.Say(name + " could not be read; it is 1024 unless changed")
	}
	return safe.Format("%s is %d", safe.Say(name), k.Unprivileged.Value)
}

// right names where CAP_NET_BIND_SERVICE comes from.
func right(r model.Rights) model.Reason {
	switch {
	case r.Root:
		return model.Reason{Name: safe.Say("root"), Words: safe.Say("uid 0 of its user namespace")}
	case r.Ambient:
		return model.Reason{Name: safe.Say("CAP_NET_BIND_SERVICE (ambient)"), Words: safe.Say("it passes CAP_NET_BIND_SERVICE on to every program it starts (ambient)")}
	case r.File:
		return model.Reason{Name: safe.Say("CAP_NET_BIND_SERVICE (file)"), Words: safe.Say("the program file has CAP_NET_BIND_SERVICE")}
	}
	return model.Reason{Name: safe.Say("CAP_NET_BIND_SERVICE (effective)"), Words: safe.Say("it has CAP_NET_BIND_SERVICE (effective)")}
}
