package field

import (
	"net/netip"
	"strings"

	"berth/model"
)

// host is a pattern for one end of a socket: an address or a network, a port, or both.
type host struct {
	network  model.Addr // IPv4 held v4-mapped, as Addr holds it
	bits     int        // of the 128 that must agree
	anywhere bool       // * or nothing: any address
	port     portTest
	anyPort  bool
}

var hostMistake = &Mistake{Want: "an address or network, with or without :port, such as 10.0.0.0/8 or [2001:db8::1]:443"}

// hostOf reads a pattern: 10.0.0.0/8, 10.0.0.1:443, [2001:db8::1]:https, 2001:db8::/32, *:443, :443.
func hostOf(value string) (host, error) {
	address, port := splitHost(value)
	h := host{anyPort: port == "" || port == "*"}
	if !h.anyPort {
		test, err := portOf(Equal, port)
		if err != nil {
			return host{}, err
		}
		h.port = test
	}
	if address == "*" || address == "" && port != "" {
		h.anywhere = true
		return h, nil
	}
	network, ok := networkOf(address)
	if !ok {
		return host{}, hostMistake
	}
	h.network, h.bits = model.AddrFrom(network.Addr()), network.Bits()
	if network.Addr().Is4() {
		h.bits += 96
	}
	return h, nil
}

// splitHost splits the port off. What has two colons and no brackets is an IPv6
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

func networkOf(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, !p.Addr().Is4In6()
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	a = a.Unmap()
	return netip.PrefixFrom(a, a.BitLen()), true
}

// has compares bit by bit, so that a filter over a million sockets allocates nothing.
func (h *host) has(c model.Conn, end *model.Endpoint) bool {
	if !h.anyPort && !h.port.has(c, end.Port) {
		return false
	}
	if h.anywhere {
		return true
	}
	if h.network.Four() != end.Addr.Four() { // ::/0 is all of IPv6, and nothing of IPv4
		return false
	}
	whole, rest := h.bits/8, h.bits%8
	if string(h.network[:whole]) != string(end.Addr[:whole]) {
		return false
	}
	return rest == 0 || (h.network[whole]^end.Addr[whole])>>(8-rest) == 0
}

// hostTerm compares the ends that any goes through.
func hostTerm(any func(c model.Conn, h *host) bool) term[model.Conn] {
	return negatable(func(op Op, value string) (func(model.Conn) bool, error) {
		if op != Equal {
			return nil, &Mistake{Want: "= or != before an address"}
		}
		h, err := hostOf(value)
		if err != nil {
			return nil, err
		}
		return func(c model.Conn) bool { return any(c, &h) }, nil
	})
}

var localHost = hostTerm(func(c model.Conn, h *host) bool { return h.has(c, &c.Socket().Local) })

var remoteHost = hostTerm(func(c model.Conn, h *host) bool { return h.has(c, &c.Socket().Remote) })

var anyHost = hostTerm(func(c model.Conn, h *host) bool {
	return h.has(c, &c.Socket().Local) || h.has(c, &c.Socket().Remote)
})
