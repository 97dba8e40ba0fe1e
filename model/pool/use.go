package pool

import "berth/model"

// Use counts the ports in use, by what holds them.
type Use struct{ Established, TimeWait, Other int }

// Held is the number of ports in use.
func (u Use) Held() int { return u.Established + u.TimeWait + u.Other }

// Ratio is part of whole, never NaN or infinite. It is 1 if whole is 0: a range without
// ports is full.
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

// HoldKind is what a port counts as. A port held by several sockets counts once, as the
// greatest kind: an open connection counts more than a closed one.
type HoldKind uint8

// What holds a port, from the least to the greatest.
const (
	NotHeld HoldKind = iota
	HeldOther
	HeldTimeWait
	HeldEstablished
)

// HoldKindOf is what the port of a socket counts as.
func HoldKindOf(s *model.Socket) HoldKind {
	switch s.State {
	case model.Established:
		return HeldEstablished
	case model.TimeWait:
		return HeldTimeWait
	}
	return HeldOther
}

// Add adds by ports of a kind; by may be negative.
func (u *Use) Add(kind HoldKind, by int) {
	switch kind {
	case HeldEstablished:
		u.Established += by
	case HeldTimeWait:
		u.TimeWait += by
	case HeldOther:
		u.Other += by
	}
}
