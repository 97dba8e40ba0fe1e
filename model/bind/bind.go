// Package bind works out whether a process could bind a port, and what permits it.
package bind

import (
	"berth/model"
	"berth/model/moment"
)

// Verdict says whether a port could be bound as claimed.
type Verdict struct {
	model.Claim
	InWay     []int32        // sockets that block the port: bind fails with EADDRINUSE
	Beside    []int32        // other sockets on the port, which do not block it
	May       bool           // the rights are sufficient
	By        model.Reason   // which right permits it, or which right is missing
	Elsewhere bool           // the address is not one of this host: bind fails with EADDRNOTAVAIL
	Cautions  []model.Reason // what else to know about the port
}

// Free reports whether no socket is in the way.
func (v *Verdict) Free() bool { return len(v.InWay) == 0 }

// Could reports whether the bind would succeed.
func (v *Verdict) Could() bool { return v.Free() && v.May && !v.Elsewhere }

// Judge works out whether a process with rights r could bind the claimed port in the
// network namespace that berth is in, as a server does: with SO_REUSEADDR on TCP.
func Judge(m *moment.Moment, c model.Claim, r model.Rights) Verdict {
	v := Verdict{Claim: c}
	for i := range m.Sockets {
		s := &m.Sockets[i]
		if s.Space != 0 || s.Proto != c.Proto || s.Local.Port != c.Port {
			continue
		}
		if overlaps(m, moment.Conn{In: m, At: i}, c) && blocks(moment.Conn{In: m, At: i}) {
			v.InWay = append(v.InWay, int32(i))
		} else {
			v.Beside = append(v.Beside, int32(i))
		}
	}
	v.May, v.By = May(&m.Own().Kernel, r, c.Port)
	v.Elsewhere = !c.Any && !m.Own().Addresses.MayHave(c.Addr)
	v.Cautions = cautions(m, &v)
	return v
}

// blocks reports whether a socket prevents others from binding its port. An accepted
// connection whose listener is gone usually does not: it inherits SO_REUSEADDR if the
// server had set it. A client that was given the port does not have SO_REUSEADDR, so
// it blocks, even in TIME-WAIT. A socket that is only bound blocks the port unless
// both sockets set SO_REUSEADDR.
func blocks(c moment.Conn) bool {
	s := c.Socket()
	return s.Proto == model.UDP || s.Listening() || s.State == model.Bound || c.Role() == moment.RoleClient
}

// overlaps reports whether the address of a socket conflicts with the claimed one.
func overlaps(m *moment.Moment, c moment.Conn, want model.Claim) bool {
	at := c.Socket().Local.Addr
	switch {
	case want.Any, at == want.Addr:
		return true
	case want.Addr.Wildcard() && want.Addr.Four():
		return at.Four() || takesFour(c)
	case want.Addr.Wildcard(): // [::] accepts IPv4 too, unless bindv6only is set
		return !at.Four() || m.Own().Kernel.V6Only.Value != 1
	case !at.Wildcard():
		return false
	case at.Four() || !want.Addr.Four():
		return at.Four() == want.Addr.Four()
	}
	return takesFour(c)
}

// takesFour reports whether a socket on [::] accepts IPv4 too.
func takesFour(c moment.Conn) bool {
	answer, _, asked := c.TakesFour()
	return asked && answer != moment.No
}
