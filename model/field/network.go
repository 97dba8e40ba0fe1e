package field

import (
	"net/netip"
	"strings"
)

var hostMistake = &Mistake{Want: "an address or network, with or without :port, such as 10.0.0.0/8 or [2001:db8::1]:443"}

// networkOf parses an address or a network.
func networkOf(text string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, nil
	}
	if a, err := netip.ParseAddr(text); err == nil {
		if a.Zone() != "" {
			return netip.Prefix{}, &Mistake{Want: "an address or network without a zone; the interface that a socket is bound to is compared by dev="}
		}
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	if whole, bits, ok := lengthened(text); ok {
		if p, err := netip.ParsePrefix(whole + bits); err == nil {
			return p, nil
		}
		if a, err := netip.ParseAddr(whole); err == nil && bits == "" {
			return netip.Prefix{}, &Mistake{
				Want: "an address of four numbers, or a network with its length; ss would read " + a.String(),
				Hint: text + shortLengths[strings.Count(text, ".")],
			}
		}
	}
	return netip.Prefix{}, misaddressed(text)
}

var shortLengths = [...]string{"/8", "/16", "/24"}

// lengthened completes a short IPv4 address as ss does: 10/8 is 10.0.0.0/8, and
// 193.233.7/24 is 193.233.7.0/24. (inet_aton(3) reads 10.1 in another way.)
func lengthened(text string) (whole, bits string, ok bool) {
	short, _, _ := strings.Cut(text, "/")
	dots := strings.Count(short, ".")
	if short == "" || dots > 2 || strings.Trim(short, "0123456789.") != "" {
		return "", "", false
	}
	return short + strings.Repeat(".0", 3-dots), text[len(short):], true
}

// misaddressed says why a text is not an address. Host names are not resolved: a
// filter must mean the same at any time on any host.
func misaddressed(text string) error {
	name, _, _ := strings.Cut(text, "/")
	if !hostName(name) {
		return hostMistake
	}
	m := &Mistake{Want: "an address in numbers, such as 10.0.0.1 or [2001:db8::1]; host names are not resolved"}
	switch _, service := ianaPorts()[strings.ToLower(name)]; {
	case strings.EqualFold(name, "localhost"):
		m.Hint = "127.0.0.1"
	case service:
		m.Hint = ":" + strings.ToLower(name)
	}
	return m
}

// hostName reports whether s looks like a name: letters, digits and hyphens
// between dots, and a letter among them (RFC 1123, section 2.1).
func hostName(s string) bool {
	letter := false
	for i := range len(s) {
		switch c := s[i] | 0x20; {
		case 'a' <= c && c <= 'z':
			letter = true
		case '0' <= s[i] && s[i] <= '9', s[i] == '.', s[i] == '-', s[i] == '_':
		default:
			return false
		}
	}
	return letter
}
