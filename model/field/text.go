package field

import (
	"time"

	"berth/model"
)

var (
	dash    = model.Say("-")
	nothing = model.Safe{}
	slash   = model.Say("/")
	comma   = model.Say(", ")
)

// calm is the step in which an age below a minute goes up. A column that changed
// every second would repaint every row, over SSH too, and nobody could read it.
const calm = 10 * time.Second

// Age writes a time span as one number and one unit, rounded down; filters and
// orders take the span itself.
func Age(d time.Duration, whole bool) model.Safe {
	switch text := span(max(0, d)); {
	case !whole && d < time.Minute: // of all that was there at the start, and says little
		return model.Say(">0s")
	case !whole:
		return model.Concat(model.Say(">"), text)
	case d < calm:
		return model.Concat(model.Say("<"), span(calm))
	default:
		return text
	}
}

func span(d time.Duration) model.Safe {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return model.Concat(model.Number(int64(d.Truncate(calm)/time.Second)), model.Say("s"))
	case d < time.Hour:
		return model.Concat(model.Number(int64(d/time.Minute)), model.Say("m"))
	case d < day:
		return model.Concat(model.Number(int64(d/time.Hour)), model.Say("h"))
	}
	return model.Concat(model.Number(int64(d/day)), model.Say("d"))
}

// Share writes a part of one as percent; what is there is never written as 0%,
// and what is not all never as 100%.
func Share(part float64) model.Safe {
	switch percent := int64(part*100 + 0.5); {
	case part > 0 && percent == 0:
		return model.Say("<1%")
	case part < 1 && percent >= 100:
		return model.Say(">99%")
	default:
		return model.Concat(model.Number(percent), model.Say("%"))
	}
}

// more writes the first of several with how many others there are: "1234 +3".
func more(first model.Safe, of int) model.Safe {
	if of < 2 {
		return first
	}
	return model.Concat(first, model.Say(" +"), model.Number(of-1))
}

// service is the name of a port, empty where it has none.
func service(m *model.Moment, p model.Proto, port uint16) model.Safe {
	return m.Services[model.PortKey{Proto: p, Port: port}]
}

// class is the IANA class of a port, with a star where clients draw it.
func class(m *model.Moment, port uint16) model.Safe {
	name := model.ClassOf(port).Name()
	if m.Kernel.Ephemeral.Known && m.Kernel.Draws(port) {
		return model.Concat(name, model.Say("*"))
	}
	return name
}

// address writes an address as it stands before a port.
func address(a model.Addr) model.Safe {
	if a.Four() {
		return a.Safe()
	}
	return model.Concat(model.Say("["), a.Safe(), model.Say("]"))
}

// namespaces is the network namespace of a row.
func namespaces[R any](get func(R) uint32) Field[R] {
	return Int("netns", "NETNS", "inode of the network namespace", get).leastFirst().shown(func(r R) model.Safe {
		if get(r) == 0 {
			return dash
		}
		return model.Number(get(r))
	}).told(asWhole(1), unless(0, get))
}
