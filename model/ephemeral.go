package model

import "sort"

// Range is an inclusive range of ports.
type Range struct {
	Low   uint16 `wire:"low"`
	High  uint16 `wire:"high"`
	Known bool   `wire:"known"` // it was read and Low <= High
}

// Has reports whether port lies in the range.
func (r Range) Has(port uint16) bool { return r.Low <= port && port <= r.High }

// Safe is the range as people write it: "32768-60999".
func (r Range) Safe() Safe { return Concat(Number(r.Low), Say("-"), Number(r.High)) }

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

// Use counts ports that are held, by what holds them.
type Use struct{ Established, TimeWait, Other int }

// Held is the number of ports in use.
func (u Use) Held() int { return u.Established + u.TimeWait + u.Other }

// Ratio is part of whole, never NaN or infinite. Of nothing everything is used
// up: a range without a free port is a full one.
func Ratio(part, whole int) float64 {
	switch {
	case whole <= 0:
		return 1
	case part <= 0:
		return 0
	}
	return float64(part) / float64(whole)
}

// Percent is Ratio times 100, between 0 and 100 while part <= whole.
func Percent(part, whole int) float64 { return 100 * Ratio(part, whole) }

// Tenure is what a port counts as. A port held by several sockets counts once, as
// the greatest of them: a connection that is open weighs more than one that is over.
type Tenure uint8

// What holds a port, from the least to the greatest.
const (
	NotHeld Tenure = iota
	HeldOther
	HeldTimeWait
	HeldEstablished
)

// TenureOf is what a socket makes of its port.
func TenureOf(s *Socket) Tenure {
	switch s.State {
	case Established:
		return HeldEstablished
	case TimeWait:
		return HeldTimeWait
	}
	return HeldOther
}

// Add counts ports more, or less, of a kind.
func (u *Use) Add(kind Tenure, by int) {
	switch kind {
	case HeldEstablished:
		u.Established += by
	case HeldTimeWait:
		u.TimeWait += by
	case HeldOther:
		u.Other += by
	}
}
