package field

import (
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/model/services"
)

var (
	dash    = safe.Say("-")
	nothing = safe.Text{}
	slash   = safe.Say("/")
	comma   = safe.Say(", ")
)

// ageStep is the step in which an age below a minute grows. A column that changed
// every second would repaint every row, over SSH too, and nobody could read it.
const ageStep = 10 * time.Second

// Age writes a duration as one number and one unit, rounded down. If whole is false,
// the true age is greater. Filters and sorting use the exact duration.
func Age(d time.Duration, whole bool) safe.Text {
	switch text := roundedAge(max(0, d)); {
	case !whole && d < time.Minute: // all sockets that are older than berth, right after its start
		return safe.Say(">0s")
	case !whole:
		return safe.Concat(safe.Say(">"), text)
	case d < ageStep:
		return safe.Concat(safe.Say("<"), roundedAge(ageStep))
	default:
		return text
	}
}

func roundedAge(d time.Duration) safe.Text {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return safe.Concat(safe.Number(int64(d.Truncate(ageStep)/time.Second)), safe.Say("s"))
	case d < time.Hour:
		return safe.Concat(safe.Number(int64(d/time.Minute)), safe.Say("m"))
	case d < day:
		return safe.Concat(safe.Number(int64(d/time.Hour)), safe.Say("h"))
	}
	return safe.Concat(safe.Number(int64(d/day)), safe.Say("d"))
}

// Share writes a fraction as percent. Only nothing is written as 0%, and only the
// whole as 100%.
func Share(part float64) safe.Text {
	switch percent := int64(part*100 + 0.5); {
	case part > 0 && percent == 0:
		return safe.Say("<1%")
	case part < 1 && percent >= 100:
		return safe.Say(">99%")
	default:
		return safe.Concat(safe.Number(percent), safe.Say("%"))
	}
}

// more writes the first of several items and how many others there are: "1234 +3".
func more(first safe.Text, of int) safe.Text {
	if of < 2 {
		return first
	}
	return safe.Concat(first, safe.Say(" +"), safe.Number(of-1))
}

// service is the name of a port, empty if it has none.
func service(m *moment.Moment, p model.Proto, port uint16) safe.Text {
	return m.Services[model.PortKey{Proto: p, Port: port}]
}

// class is the IANA class of a port, with a star if the port is ephemeral.
func class(s *model.Space, port uint16) safe.Text {
	name := services.ClassOf(port).Name()
	if s.Kernel.Ephemeral.Known && s.Kernel.Draws(port) {
		return safe.Concat(name, safe.Say("*"))
	}
	return name
}

// address writes an address as it is written before a port: IPv6 in brackets.
func address(a model.Addr) safe.Text {
	if a.Four() {
		return a.Safe()
	}
	return safe.Concat(safe.Say("["), a.Safe(), safe.Say("]"))
}

// namespaces declares the network namespace of a row.
func namespaces[R any](get func(R) uint32) Field[R] {
	return Int("netns", "NETNS", "inode of the network namespace", get).leastFirst().shown(func(r R) safe.Text {
		if get(r) == 0 {
			return dash
		}
		return safe.Number(get(r))
	}).known(asWhole(1), unless(0, get))
}
