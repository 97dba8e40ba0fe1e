package field

import (
	"strings"

	"berth/model"
)

// family is the prefix that ss accepts before an address or a port: inet:*, inet6::443.
type family uint8

const (
	eitherFamily family = iota
	inet
	inetSix
)

// families are the prefixes of ss. berth does not read the sockets of the last four.
var families = []struct {
	prefix string
	family family
	read   bool
}{
	{"inet:", inet, true}, {"inet6:", inetSix, true},
	{"unix:", 0, false}, {"link:", 0, false}, {"netlink:", 0, false}, {"vsock:", 0, false},
}

// familyOf splits the family prefix off a value.
func familyOf(value string) (family, string, error) {
	for _, f := range families {
		rest, ok := strings.CutPrefix(value, f.prefix)
		if ok && !f.read {
			return 0, "", &Mistake{Want: "the family inet or inet6: berth shows TCP and UDP sockets only"}
		}
		if ok {
			return f.family, rest, nil
		}
	}
	return eitherFamily, value, nil
}

// has reports whether the socket belongs to the family. An IPv6 socket that carries
// IPv4 belongs to inet6.
func (f family) has(s *model.Socket) bool {
	return f == eitherFamily || (f == inetSix) == (s.Traits&model.InetSix != 0)
}
