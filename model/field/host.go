package field

import (
	"strings"

	"berth/model"
	"berth/model/moment"
)

// host is a pattern for one end of a socket: an address or a network, a port, or both.
type host struct {
	network  model.Addr // IPv4 as v4-mapped, as in Addr
	bits     int        // how many of the 128 bits must be equal
	four     bool       // an IPv4 network
	anywhere bool       // * or empty: any address
	family   family
	port     portTest
	anyPort  bool
}

// hostOf reads a pattern: 10.0.0.0/8, 10/8, 10.0.0.1:443, [2001:db8::1]:https, 2001:db8::/32, *:443, :443.
func hostOf(value string) (host, error) {
	family, value, err := familyOf(value)
	if err != nil {
		return host{}, err
	}
	address, port := splitHost(value)
	h := host{family: family, anyPort: port == "" || port == "*"}
	if !h.anyPort {
		test, err := portOf(Equal, port)
		if err != nil {
			return host{}, err
		}
		h.port = test
	}
	if everywhere[address] || address == "" && port != "" {
		h.anywhere = true
		return h, nil
	}
	network, err := networkOf(address)
	if err != nil {
		return host{}, err
	}
	h.network, h.bits, h.four = model.AddrFrom(network.Addr()), network.Bits(), network.Addr().Is4()
	if h.four {
		h.bits += 96
	}
	return h, nil
}

// everywhere are ss's words for any address.
var everywhere = map[string]bool{"*": true, "any": true, "all": true, "default": true}

// splitHost splits the port off. A value with two colons and no brackets is an IPv6
// address without a port.
func splitHost(value string) (address, port string) {
	if rest, ok := strings.CutPrefix(value, "["); ok {
		inside, after, closed := strings.Cut(rest, "]")
		if !closed {
			return value, ""
		}
		if bits, port, _ := strings.Cut(after, ":"); bits == "" || bits[0] == '/' {
			return inside + bits, port
		}
		return value, ""
	}
	if strings.Count(value, ":") == 1 {
		address, port, _ = strings.Cut(value, ":")
		return address, port
	}
	return value, ""
}

// has compares bit by bit, so that a filter over a million sockets allocates
// nothing. As in ss, an IPv4 network also contains the IPv4 ends of IPv6 sockets, and
// an IPv6 network matches IPv6 sockets only: ::/0 matches all of them, and
// ::ffff:10.0.0.1 matches the IPv4 connections of a dual-stack server.
func (h *host) has(s *model.Socket, end *model.Endpoint) bool {
	switch {
	case !h.anyPort && !h.port.has(end.Port), !h.family.has(s):
		return false
	case h.anywhere:
		return true
	case h.four && !end.Addr.Four(), !h.four && !inetSix.has(s):
		return false
	}
	whole, rest := h.bits/8, h.bits%8
	if string(h.network[:whole]) != string(end.Addr[:whole]) {
		return false
	}
	return rest == 0 || (h.network[whole]^end.Addr[whole])>>(8-rest) == 0
}

// hostTerm makes the term of an address. any reports whether one of the ends that it
// looks at matches.
func hostTerm(any func(s *model.Socket, h *host) bool) term[moment.Conn] {
	return negatable(func(op Op, value string) (func(moment.Conn) bool, error) {
		if op != Equal {
			return nil, &Mistake{Want: "= or != before an address"}
		}
		h, err := hostOf(value)
		if err != nil {
			return nil, err
		}
		return func(c moment.Conn) bool { return any(c.Socket(), &h) }, nil
	})
}

var localHost = hostTerm(func(s *model.Socket, h *host) bool { return h.has(s, &s.Local) })

var remoteHost = hostTerm(func(s *model.Socket, h *host) bool { return h.has(s, &s.Remote) })

var anyHost = hostTerm(func(s *model.Socket, h *host) bool { return h.has(s, &s.Local) || h.has(s, &s.Remote) })
