package model

// Range is an inclusive range of ports.
type Range struct {
	Low, High uint16
	Known     bool // it was read and Low <= High
}

// Has reports whether port lies in the range.
func (r Range) Has(port uint16) bool { return r.Low <= port && port <= r.High }

// size is how many ports the range holds; none where its ends are reversed.
func (r Range) size() int { return max(0, int(r.High)-int(r.Low)+1) }

// Ports is a set of ports as sorted, disjoint, inclusive ranges.
type Ports []Range

// Has reports whether port is in the set.
func (p Ports) Has(port uint16) bool {
	for _, r := range p {
		if r.Has(port) {
			return true
		}
	}
	return false
}

// within counts the ports of the set that lie in r.
func (p Ports) within(r Range) int {
	n := 0
	for _, piece := range p {
		n += Range{Low: max(piece.Low, r.Low), High: min(piece.High, r.High)}.size()
	}
	return n
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

// use is what a port counts as. A port held by several sockets counts once, as
// the greatest of them: a connection that is open weighs more than one that is over.
type use uint8

const (
	unused use = iota
	useOther
	useTimeWait
	useEstablished
)

func useOf(s *Socket) use {
	switch s.State {
	case Established:
		return useEstablished
	case TimeWait:
		return useTimeWait
	}
	return useOther
}

func (u *Use) add(kind use) {
	switch kind {
	case useEstablished:
		u.Established++
	case useTimeWait:
		u.TimeWait++
	case useOther:
		u.Other++
	}
}
