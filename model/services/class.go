package services

import (
	"berth/model"
	"berth/model/safe"
)

// Class is the IANA range of a port (RFC 6335). It does not depend on the ephemeral
// range of the kernel: see Kernel.Draws.
type Class uint8

// The classes of ports.
const (
	WellKnown  Class = iota // 0-1023, also called system ports
	Registered              // 1024-49151
	Dynamic                 // 49152-65535, also called private
	Classes                 // how many there are
)

var classes = [Classes]safe.Text{safe.Say("well-known"), safe.Say("registered"), safe.Say("dynamic")}

// Name is the class in one word: "registered".
func (c Class) Name() safe.Text { return classes[min(c, Classes-1)] }

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
		if known.String() == name {
			return Class(c), true
		}
	}
	return 0, false
}

// PortWords describes a port: its IANA class, and whether this host treats it as
// ephemeral or privileged.
func PortWords(k *model.Kernel, port uint16) safe.Text {
	words := []safe.Text{ClassOf(port).Name()}
	if k.Ephemeral.Known && k.Draws(port) {
		words = append(words, safe.Say("in this host's ephemeral range"))
	}
	if k.Unprivileged.Known && int64(port) < k.Unprivileged.Value {
		words = append(words, safe.Say("privileged"))
	}
	return safe.Join(safe.Say(", "), words...)
}
