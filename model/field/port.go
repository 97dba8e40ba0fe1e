package field

import (
	"math"
	"strings"

	"berth/model"
)

// portTest is a comparison with a port: by number, or by the name of its service.
type portTest struct {
	bounds
	service string // set: the port must have this name
}

func (t *portTest) has(c model.Conn, port uint16) bool {
	if t.service == "" {
		return t.bounds.has(int64(port))
	}
	return service(c.In, c.Socket().Proto, port).String() == t.service
}

var portMistake = &Mistake{Want: "a port from 0 to 65535, or with = a range such as 8000-8100 or a service such as https"}

// portOf reads a port as people and ss write it: 443, :443, 8000-8100, https, :https.
func portOf(op Op, value string) (portTest, error) {
	value = strings.TrimPrefix(value, ":")
	if least, most, ok := numeral(value, math.MaxUint16); ok {
		test, fits := compared(op, least, most)
		if !fits {
			return portTest{}, portMistake
		}
		return portTest{bounds: test}, nil
	}
	if op != Equal || !serviceName(value) {
		return portTest{}, portMistake
	}
	return portTest{service: strings.ToLower(value)}, nil
}

// serviceName reports whether s can be the name of a service (RFC 6335, section
// 5.1, with the underscores and dots of old lists): it holds a letter, and no
// more than letters, digits and marks inside.
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

// portTerm compares the ports of the ends that any goes through.
func portTerm(any func(c model.Conn, t *portTest) bool) term[model.Conn] {
	return negatable(func(op Op, value string) (func(model.Conn) bool, error) {
		test, err := portOf(op, value)
		if err != nil {
			return nil, err
		}
		return func(c model.Conn) bool { return any(c, &test) }, nil
	})
}

var localPort = portTerm(func(c model.Conn, t *portTest) bool { return t.has(c, c.Socket().Local.Port) })

var remotePort = portTerm(func(c model.Conn, t *portTest) bool { return t.has(c, c.Socket().Remote.Port) })

var anyPort = portTerm(func(c model.Conn, t *portTest) bool {
	return t.has(c, c.Socket().Local.Port) || t.has(c, c.Socket().Remote.Port)
})
