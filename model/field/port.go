package field

import (
	"math"
	"strings"

	"berth/model"
	"berth/model/moment"
)

// portTest is a comparison with a port: the bounds for it and, if a service name has
// several ports, the bounds for each of the others.
type portTest struct {
	bounds
	others []bounds
}

func (t *portTest) has(port uint16) bool {
	n := int64(port)
	if t.bounds.has(n) {
		return true
	}
	for _, b := range t.others {
		if b.has(n) {
			return true
		}
	}
	return false
}

var portMistake = &Mistake{Want: "a port from 0 to 65535, or with = a range such as 8000-8100 or a service such as https"}

// portOf parses a port as people and ss write it: 443, :443, 8000-8100, https, :https, *.
func portOf(op Op, value string) (portTest, error) {
	value = strings.TrimPrefix(value, ":")
	if value == "*" && op == Equal {
		return portTest{bounds: bounds{0, math.MaxUint16}}, nil
	}
	if serviceName(value) {
		return servicePorts(op, value)
	}
	least, most, ok := numeral(value, math.MaxUint16)
	test, fits := compared(op, least, most)
	if !ok || !fits {
		return portTest{}, portMistake
	}
	return portTest{bounds: test}, nil
}

// servicePorts compares with the ports of a service. An unknown name is an error: it
// would match nothing, and the user would not learn why.
func servicePorts(op Op, name string) (portTest, error) {
	ports := ianaPorts()[strings.ToLower(name)]
	if len(ports) == 0 {
		return portTest{}, &Mistake{
			"a port by its number or by the name that IANA gives it; names that only /etc/services gives are compared with service=",
			nearestService(name),
		}
	}
	if len(ports) > 1 && op != Equal {
		return portTest{}, &Mistake{Want: "the number of the port: " + name + " has several"}
	}
	var all []bounds
	for _, p := range ports {
		b, fits := compared(op, p, p)
		if !fits {
			return portTest{}, portMistake
		}
		all = append(all, b)
	}
	return portTest{all[0], all[1:]}, nil
}

// portTerm makes the term of a port. any reports whether one of the ports that it
// looks at passes.
func portTerm(any func(s *model.Socket, t *portTest) bool) term[moment.Conn] {
	return negatable(func(op Op, value string) (func(moment.Conn) bool, error) {
		family, value, err := familyOf(value)
		if err != nil {
			return nil, err
		}
		test, err := portOf(op, value)
		if err != nil {
			return nil, err
		}
		return func(c moment.Conn) bool { s := c.Socket(); return family.has(s) && any(s, &test) }, nil
	})
}

var localPort = portTerm(func(s *model.Socket, t *portTest) bool { return t.has(s.Local.Port) })

var remotePort = portTerm(func(s *model.Socket, t *portTest) bool { return t.has(s.Remote.Port) })

// anyPort is the term "port", which ss does not have. It ignores port 0, which means
// "no port": every listener has it as its remote port, and port<1024 would match all
// listeners. (sport and dport come from ss, which compares 0 like any other number.)
var anyPort = portTerm(func(s *model.Socket, t *portTest) bool {
	return s.Local.Port != 0 && t.has(s.Local.Port) || s.Remote.Port != 0 && t.has(s.Remote.Port)
})

// eitherPort refuses a filter that only port 0 could match.
func eitherPort(op Op, value string) (func(moment.Conn) bool, error) {
	if n, ok := whole(strings.TrimPrefix(value, ":"), 0); ok && n == 0 {
		return nil, &Mistake{Want: "a port from 1 to 65535; for no port use sport=0 or dport=0"}
	}
	return anyPort(op, value)
}
