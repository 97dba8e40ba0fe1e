package pool

import "berth/model"

// wasBound reports whether the table itself tells that a TCP socket was bound before
// it was connected: it holds its port and is not connected, or a program asked
// for the port by number. The kernel has forgotten that of a connection in TIME-WAIT.
func wasBound(s *model.Socket) bool {
	if s.State == model.Bound {
		return true
	}
	return s.Traits&model.DrawnKnown != 0 && s.Traits&model.Drawn == 0 && full(s)
}

// full reports whether the kernel still has the whole socket, and not only a note
// of it (a TIME-WAIT or a request).
func full(s *model.Socket) bool { return s.State != model.TimeWait && s.State != model.NewSynRecv }

// noted reports whether a connection was closed here and not by its peer: the
// kernel keeps a note of it for 60 s at most, as of one in TIME-WAIT
// (net/ipv4/tcp.c, __tcp_close).
func noted(s *model.Socket) bool { return s.State == model.FinWait2 && s.Timer == model.TimerTimeWait }
