// Package bind tells whether a port could be bound, and by which right.
package bind

import (
	"berth/model"
	"berth/model/moment"
)

// Verdict says whether a claim could be bound.
type Verdict struct {
	model.Claim
	InWay     []int32        // sockets that keep the port: bind fails with EADDRINUSE
	Beside    []int32        // other sockets on the port, which do not
	May       bool           // the rights are enough
	By        model.Reason   // which ones, or what is missing
	Elsewhere bool           // the address is none of this host's: bind fails with EADDRNOTAVAIL
	Cautions  []model.Reason // what else to know of the port
}

// Free reports whether no socket is in the way.
func (v *Verdict) Free() bool { return len(v.InWay) == 0 }

// Could reports whether whoever asked could bind what is claimed.
func (v *Verdict) Could() bool { return v.Free() && v.May && !v.Elsewhere }

// Judge says whether a process with rights r could bind what is claimed in the
// network namespace that berth is in, as a server does: with SO_REUSEADDR on TCP.
func Judge(m *moment.Moment, c model.Claim, r model.Rights) Verdict {
	v := Verdict{Claim: c}
	for i := range m.Sockets {
		s := &m.Sockets[i]
		if s.Space != 0 || s.Proto != c.Proto || s.Local.Port != c.Port {
			continue
		}
		if overlaps(m, moment.Conn{In: m, At: i}, c) && keeps(moment.Conn{In: m, At: i}) {
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

// keeps reports whether a socket keeps others from its port. What a server has
// accepted usually does not, once the listener is gone: it has SO_REUSEADDR from
// it, where the server had set that. A client that drew the port has not, not even
// in TIME-WAIT. What is bound and nothing else keeps the port from all who do not
// both set SO_REUSEADDR.
func keeps(c moment.Conn) bool {
	s := c.Socket()
	return s.Proto == model.UDP || s.Listening() || s.State == model.Bound || c.Role() == moment.RoleClient
}

// overlaps reports whether a socket stands on an address that is claimed.
func overlaps(m *moment.Moment, c moment.Conn, want model.Claim) bool {
	at := c.Socket().Local.Addr
	switch {
	case want.Any, at == want.Addr:
		return true
	case want.Addr.Wildcard() && want.Addr.Four():
		return at.Four() || takesFour(c)
	case want.Addr.Wildcard(): // [::] takes IPv4 too, unless bindv6only is set
		return !at.Four() || m.Own().Kernel.V6Only.Value != 1
	case !at.Wildcard():
		return false
	case at.Four() || !want.Addr.Four():
		return at.Four() == want.Addr.Four()
	}
	return takesFour(c)
}

// takesFour reports whether a socket on [::] takes IPv4 as well.
func takesFour(c moment.Conn) bool {
	answer, _, asked := c.TakesFour()
	return asked && answer != moment.No
}
