package model

import (
	"sort"

	"berth/model/safe"
)

// Range is an inclusive range of ports.
type Range struct {
	Low   uint16 `wire:"low"`
	High  uint16 `wire:"high"`
	Known bool   `wire:"known"` // it was read and Low <= High
}

// Has reports whether port lies in the range.
func (r Range) Has(port uint16) bool { return r.Low <= port && port <= r.High }

// Safe is the range as people write it: "32768-60999".
func (r Range) Safe() safe.Text {
	return safe.Concat(safe.Number(r.Low), safe.Say("-"), safe.Number(r.High))
}

// Ports is a set of ports as sorted, disjoint, inclusive ranges.
type Ports []Range

// Has reports whether port is in the set.
func (p Ports) Has(port uint16) bool {
	// There may be as many ranges as every second port makes: 32,768.
	i := sort.Search(len(p), func(i int) bool { return p[i].High >= port })
	return i < len(p) && p[i].Low <= port
}

// usualLow is where the ephemeral range of an untouched kernel begins
// (32768-60999): the guess where the range could not be read.
const usualLow = 32768

// Draws reports whether a connect without bind may be given the port: it lies in
// the ephemeral range and is not reserved.
func (k *Kernel) Draws(port uint16) bool {
	if !k.Ephemeral.Known {
		return port >= usualLow
	}
	return k.Ephemeral.Has(port) && !(k.ReservedOK && k.Reserved.Has(port))
}
