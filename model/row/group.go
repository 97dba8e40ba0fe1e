// Package row groups the sockets of a moment: by port, process, state and pool.
package row

import "berth/model"

// Counts is what every group row counts of its sockets.
type Counts struct {
	Listeners   int
	Connections int
	States      [model.States]int // TCP and UDP alike; a request that is not yet a socket is SynRecv
	RxQueue     uint64            // bytes unread, over all but TCP listeners, whose queue holds connections
	TxQueue     uint64            // bytes unacknowledged, likewise
}

func (c *Counts) add(s *model.Socket) {
	switch {
	case s.Listening():
		c.Listeners++
	case connects(s):
		c.Connections++
	}
	c.States[s.State.Base()]++
	if s.State != model.Listen {
		c.RxQueue += uint64(s.RxQueue)
		c.TxQueue += uint64(s.TxQueue)
	}
}

// connects reports whether a socket is a connection. One that is only bound is
// neither that nor a listener: it only holds its port.
func connects(s *model.Socket) bool { return !s.Listening() && s.State != model.Bound }

// Other is how many connections are in none of the given states.
func (c *Counts) Other(states ...model.State) int {
	n := c.Connections
	for _, s := range states {
		n -= c.States[s]
	}
	return max(0, n)
}
