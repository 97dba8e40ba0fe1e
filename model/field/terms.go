package field

import (
	"math"
	"slices"
	"strings"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/safe"
	"berth/model/services"
)

// Terms are the words of the filter language that are not columns: they compare both
// ends of a socket, or are the names that ss has for a column.
var Terms = []Field[moment.Conn]{
	local("port", "PORT", "local or remote port").filter(eitherPort),
	local("addr", "ADDR", "either address, or a network that contains it").filter(anyHost),
	local("src", "SRC", "local address or network, with or without :port").filter(localHost).
		shown(func(c moment.Conn) safe.Text { return c.Socket().Local.Addr.Safe() }),
	remote("dst", "DST", "remote address or network, with or without :port").filter(remoteHost).
		shown(func(c moment.Conn) safe.Text { return c.Socket().Remote.Addr.Safe() }),
	Word("autobound", "AUTO", "the kernel chose the local port from the ephemeral range",
		func(c moment.Conn) safe.Text {
			if autobound(c) {
				return safe.Say("yes")
			}
			return safe.Say("no")
		}).needs(model.NeedKernel | model.NeedDrawn).filter(either(autobound)),
}

func local(name, title, help string) Field[moment.Conn] {
	return Word(name, title, help, localText).order(order.Local).tail()
}

func remote(name, title, help string) Field[moment.Conn] {
	return Word(name, title, help, remoteText).order(order.Remote).tail()
}

// Filters are the fields that a filter can use, sorted by name.
func Filters() []*Field[moment.Conn] {
	var all []*Field[moment.Conn]
	for _, table := range [][]Field[moment.Conn]{Conns, Terms} {
		for i := range table {
			if table[i].Term != nil {
				all = append(all, &table[i])
			}
		}
	}
	return all
}

// autobound reports whether the kernel chose the local port: the kernel says so, or,
// if the backend cannot tell, the port is in the ephemeral range. The kernel also
// calls the ports of accepted connections chosen by it, so the port must be in the
// range in either case, as in ss.
func autobound(c moment.Conn) bool {
	s, k := c.Socket(), &c.Space().Kernel
	if s.Traits&model.DrawnKnown != 0 {
		return s.Traits&model.Drawn != 0 && (!k.Ephemeral.Known || k.Ephemeral.Has(s.Local.Port))
	}
	return k.Draws(s.Local.Port)
}

// stateTerm takes a state or a group of states.
func stateTerm(op Op, value string) (func(moment.Conn) bool, error) {
	set, ok := parseStates(value)
	switch plain, negated := op.plain(); {
	case plain != Equal:
		return nil, &Mistake{Want: "= or != before a state"}
	case !ok:
		return nil, &Mistake{"a state or a group of states, as in ss", Nearest(value, stateNames())}
	default:
		return func(c moment.Conn) bool { return set.has(c.Socket().State) != negated }, nil
	}
}

// stateAsks is what a filter for bound sockets alone needs. A backend that does not
// report them would find nothing, and the user would not learn why.
func stateAsks(value string) model.Need {
	if set, ok := parseStates(value); ok && set.only(model.Bound) {
		return model.NeedBound
	}
	return 0
}

var protoTerm = choices([]string{"tcp", "udp"}, func(s string) (model.Proto, bool) {
	i := slices.Index([]string{model.TCP.String(), model.UDP.String()}, s)
	return model.Proto(max(0, i)), i >= 0
}, func(c moment.Conn) model.Proto { return c.Socket().Proto })

var roleTerm = choices([]string{"in", "out", "listen", "none", "unknown"}, func(s string) (moment.Role, bool) {
	i := slices.Index([]string{"unknown", "listen", "in", "out", "none"}, s)
	return moment.Role(max(0, i)), i >= 0
}, moment.Conn.Role)

var reachTerm = choices([]string{"none", "loopback", "link-local", "private", "address", "public"},
	moment.ParseReach, moment.Conn.Reach)

var classTerm = choices([]string{"well-known", "registered", "dynamic"}, services.ParseClass,
	func(c moment.Conn) services.Class { return services.ClassOf(c.Socket().Local.Port) })

var dualTerm = either(func(c moment.Conn) bool { return c.Socket().Traits&model.MappedFour != 0 })

var pidTerm = numbers("a process id", math.MaxInt32, func(c moment.Conn, test bounds) bool {
	for _, p := range c.In.Owners(c.Socket()) {
		if test.has(int64(c.In.Processes[p].ID.PID)) {
			return true
		}
	}
	return false
})

// ageTerm compares ages. Of a socket that is older than berth it knows only the least
// age: such a socket can match > and >=, never < and <=.
var ageTerm = negatable(func(op Op, value string) (func(moment.Conn) bool, error) {
	least, ok := ParseAge(value)
	test, fits := compared(op, int64(least), int64(least))
	if !ok || !fits || op == Equal {
		return nil, &Mistake{Want: "one of < <= > >= and a time such as 60s, 5m, 2h or 4d"}
	}
	less := op == Less || op == LessEqual
	return func(c moment.Conn) bool {
		age, whole := c.In.Age(c.At)
		return test.has(int64(age)) && (whole || !less)
	}, nil
})

// ParseAge parses a duration as Age writes it; a number without a unit is in seconds.
func ParseAge(text string) (time.Duration, bool) {
	units := []struct {
		suffix string
		unit   time.Duration
	}{{"ms", time.Millisecond}, {"s", time.Second}, {"m", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour}, {"", time.Second}}
	for _, u := range units {
		if digits, ok := strings.CutSuffix(text, u.suffix); ok {
			n, ok := whole(digits, math.MaxInt64/int64(u.unit))
			return time.Duration(n) * u.unit, ok
		}
	}
	return 0, false
}
