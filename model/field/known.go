package field

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"berth/model/services"
)

// ianaPorts has the ports of each service name of IANA. As in ss, a name stands for its
// number and not for a protocol: :https is TCP and UDP 443, and "sport >= :ssh" is
// valid. Names that only /etc/services has come with a snapshot, and a filter is
// parsed without one: service=NAME compares those.
var ianaPorts = sync.OnceValue(func() map[string][]int64 {
	ports := map[string][]int64{}
	for key, name := range services.IANA() {
		lower, port := strings.ToLower(name.String()), int64(key.Port)
		if !slices.Contains(ports[lower], port) {
			ports[lower] = append(ports[lower], port)
		}
	}
	for _, p := range ports {
		slices.Sort(p) // http-alt is 8008 and 8080
	}
	return ports
})

// nearestService is the service name that a misspelt one probably means, or "". The
// first letter is seldom wrong: htps is https, not ftps.
func nearestService(name string) string {
	var alike, names []string
	for n := range ianaPorts() {
		names = append(names, n)
		if n[0] == name[0]|0x20 {
			alike = append(alike, n)
		}
	}
	slices.Sort(alike) // of several at the same distance, always the same one
	slices.Sort(names)
	return cmp.Or(Nearest(name, alike), Nearest(name, names))
}

// serviceName reports whether s can be the name of a service (RFC 6335, section
// 5.1, with the underscores and dots of old lists): it has a letter, and otherwise
// only letters, digits and, inside, punctuation.
func serviceName(s string) bool {
	letter := false
	for i := range len(s) {
		switch c := s[i] | 0x20; {
		case 'a' <= c && c <= 'z':
			letter = true
		case '0' <= s[i] && s[i] <= '9':
		case strings.IndexByte("-_.+", s[i]) < 0:
			return false
		}
	}
	return letter && len(s) <= 32
}
