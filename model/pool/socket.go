package pool

import "berth/model"

// wasBound reports whether the socket table shows that a TCP socket was bound before
// it connected: it is bound and not connected, or its program asked for the port by
// number. For a connection in TIME-WAIT the kernel no longer knows.
func wasBound(s *model.Socket) bool {
	if s.State == model.Bound {
		return true
	}
	return s.Traits&model.DrawnKnown != 0 && s.Traits&model.Drawn == 0 && full(s)
}

// full reports whether the kernel still has the full socket, and not only a
// mini-socket (for TIME-WAIT or a connection request).
func full(s *model.Socket) bool { return s.State != model.TimeWait && s.State != model.NewSynRecv }

// noted reports whether a connection was closed here and not yet by its peer: the
// kernel keeps only a mini-socket of it, for 60 s at most, as for TIME-WAIT
// (net/ipv4/tcp.c, __tcp_close).
func noted(s *model.Socket) bool { return s.State == model.FinWait2 && s.Timer == model.TimerTimeWait }
