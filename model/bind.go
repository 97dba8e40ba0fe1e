package model

// Claim is a port that somebody would like to bind.
type Claim struct {
	Proto Proto
	Port  uint16
	Addr  Addr
	Any   bool // every address of both families; Addr says nothing then
}

// Verdict says whether a claim could be bound.
type Verdict struct {
	Claim
	InWay    []int32  // sockets that keep the port: bind fails with EADDRINUSE
	Beside   []int32  // other sockets on the port, which do not
	May      bool     // the rights are enough
	By       Reason   // which ones, or what is missing
	Cautions []Reason // what else to know of the port
}

// Free reports whether no socket is in the way.
func (v *Verdict) Free() bool { return len(v.InWay) == 0 }

// Judge says whether a process with rights r could bind what is claimed, as a
// server does: with SO_REUSEADDR on TCP. A socket that is bound and does not
// listen is in no table of procfs, so it cannot be told.
func (m *Moment) Judge(c Claim, r Rights) Verdict {
	v := Verdict{Claim: c}
	for i := range m.Sockets {
		s := &m.Sockets[i]
		if s.Proto != c.Proto || s.Local.Port != c.Port {
			continue
		}
		if m.overlaps(Conn{m, i}, c) && keeps(Conn{m, i}) {
			v.InWay = append(v.InWay, int32(i))
		} else {
			v.Beside = append(v.Beside, int32(i))
		}
	}
	v.May, v.By = m.Kernel.May(r, c.Port)
	v.Cautions = m.cautions(&v)
	return v
}

// keeps reports whether a socket keeps others from its port. What a server has
// accepted does not, once the listener is gone: it has SO_REUSEADDR from it. A
// client that drew the port has not, not even in TIME-WAIT.
func keeps(c Conn) bool {
	return c.Socket().Proto == UDP || c.Socket().Listening() || c.Role() == RoleClient
}

// overlaps reports whether a socket stands on an address that is claimed.
func (m *Moment) overlaps(c Conn, want Claim) bool {
	at := c.Socket().Local.Addr
	switch {
	case want.Any, at == want.Addr:
		return true
	case want.Addr.Wildcard() && want.Addr.Four():
		return at.Four() || takesFour(c)
	case want.Addr.Wildcard(): // [::] takes IPv4 too, unless bindv6only is set
		return !at.Four() || m.Kernel.V6Only.Value != 1
	case !at.Wildcard():
		return false
	case at.Four() || !want.Addr.Four():
		return at.Four() == want.Addr.Four()
	}
	return takesFour(c)
}

// takesFour reports whether a socket on [::] takes IPv4 as well.
func takesFour(c Conn) bool {
	answer, _, asked := c.TakesFour()
	return asked && answer != No
}

// cautions are what may yet go wrong, or right, with the port.
func (m *Moment) cautions(v *Verdict) []Reason {
	var all []Reason
	k := &m.Kernel
	switch {
	case k.ReservedOK && k.Reserved.Has(v.Port):
		all = append(all, Reason{Say("reserved"), Say("net.ipv4.ip_local_reserved_ports keeps it from clients; a bind may take it")})
	case k.Ephemeral.Known && k.Ephemeral.Has(v.Port):
		all = append(all, Reason{Say("ephemeral"), Concat(Say("inside the ephemeral range "), Number(k.Ephemeral.Low), Say("-"), Number(k.Ephemeral.High),
			Say(": a client may be given it at any time"))})
	}
	if n := m.lingering(v); n > 0 && v.Free() {
		all = append(all, Reason{Say("lingering"), Concat(Say("what a server that is gone had accepted holds it ("), Number(n), Say("): only a bind with SO_REUSEADDR succeeds"))})
	}
	if !v.Any && !v.Addr.Wildcard() && !v.Addr.IP().IsLoopback() {
		all = append(all, Reason{Say("address"), Concat(v.Addr.Safe(), Say(" must be an address of this host"))})
	}
	return all
}

// lingering counts connections on the port that no listener serves any more.
func (m *Moment) lingering(v *Verdict) int {
	n := 0
	for _, i := range v.Beside {
		if s := &m.Sockets[i]; !s.Listening() && !m.Index.Serves(s) {
			n++
		}
	}
	return n
}
