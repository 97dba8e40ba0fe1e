package model

// Range is an inclusive range of ports.
type Range struct {
	Low, High uint16
	Known     bool // it was read and Low <= High
}

// Ports is a set of ports as sorted, disjoint, inclusive ranges.
type Ports []Range

// Use counts ports that are held, by what holds them.
type Use struct{ Established, TimeWait, Other int }

// Held is the number of ports in use.
func (u Use) Held() int { return u.Established + u.TimeWait + u.Other }

// Pool is the ports that connections from one source to one destination hold:
// the budget of connect(2) is per (namespace, protocol, source, destination
// address and port), not per host.
type Pool struct {
	NetNS   uint32
	Proto   Proto
	Source  Addr
	Dest    Endpoint
	Use     Use
	Opener  uint32 // index into Snapshot.Processes of the process that holds most of them
	Opened  bool   // an opener is known
	Example int    // index of one of its sockets
}

// Budget is the ephemeral range of a host and how much of it is used.
type Budget struct {
	Range    Range
	Size     int  // ports a connect without bind can draw: the range less the reserved ones
	Known    bool // the range could be read; the rest means nothing otherwise
	TCP, UDP Use
	Tightest Pool // the TCP destination that uses most of its own pool
	HasPool  bool
}

// BudgetOf counts the ephemeral ports in use in a snapshot.
func BudgetOf(n *Snapshot) Budget { panic("stub") }
