package model

// Class is the range that IANA puts a port in (RFC 6335). It says nothing of the
// kernel's own ephemeral range, which Kernel.Draws knows.
type Class uint8

// The classes of ports.
const (
	WellKnown  Class = iota // 0-1023, also called system ports
	Registered              // 1024-49151
	Dynamic                 // 49152-65535, also called private
	Classes                 // how many there are
)

var classes = [Classes]literal{"well-known", "registered", "dynamic"}

// Name is one word: "registered".
func (c Class) Name() Safe { return Say(classes[min(c, Classes-1)]) }

// ClassOf is the class of a port.
func ClassOf(port uint16) Class {
	switch {
	case port < 1024:
		return WellKnown
	case port < 49152:
		return Registered
	}
	return Dynamic
}

// ParseClass reads the name of a class; "system" and "private" are RFC 6335's
// other words for the first and the last.
func ParseClass(name string) (Class, bool) {
	switch name {
	case "system":
		return WellKnown, true
	case "private":
		return Dynamic, true
	}
	for c, known := range classes {
		if string(known) == name {
			return Class(c), true
		}
	}
	return 0, false
}

// PortWords says in which ranges a port lies: IANA's class, and beside it the
// two ranges of this host that decide who may bind it and who may be given it.
func (k *Kernel) PortWords(port uint16) Safe {
	words := []Safe{ClassOf(port).Name()}
	if k.Ephemeral.Known && k.Draws(port) {
		words = append(words, Say("in this host's ephemeral range"))
	}
	if k.Unprivileged.Known && int64(port) < k.Unprivileged.Value {
		words = append(words, Say("privileged"))
	}
	return Join(Say(", "), words...)
}
