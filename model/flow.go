package model

// Flow is the traffic of a TCP connection as the kernel reports it (struct tcp_info,
// tcp(7)). Every other socket has the zero Flow.
type Flow struct {
	Received uint64 `wire:"received"` // bytes of data received in order
	Sent     uint64 `wire:"sent"`     // bytes of data sent and acknowledged
	RTT      uint32 `wire:"rtt"`      // smoothed round trip in microseconds; 0 before the first measurement
	Vary     uint32 `wire:"rttvar"`   // its mean deviation in microseconds
	Retrans  uint32 `wire:"retrans"`  // segments retransmitted since the connection began
	Known    bool   `wire:"known"`    // the kernel reported it; if false, the other members mean nothing
}
