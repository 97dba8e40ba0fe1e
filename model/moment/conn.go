package moment

import (
	"berth/model"
	"berth/model/pool"
)

// Conn is one socket of a moment: a row of the connections pane, and the input of
// filters.
type Conn struct {
	In *Moment
	At int // index into Sockets
}

// Socket is the socket itself.
func (c Conn) Socket() *model.Socket { return &c.In.Sockets[c.At] }

// Space is the network namespace of the socket.
func (c Conn) Space() *model.Space { return c.In.SpaceOf(c.Socket()) }

// Match says whether a socket is shown. Nil shows all.
type Match func(Conn) bool

// Shows reports whether the i-th socket of m matches.
func (match Match) Shows(m *Moment, i int) bool { return match == nil || match(Conn{m, i}) }

// Conns lists the sockets that match, with or without listeners.
func Conns(m *Moment, match Match, listeners bool) []Conn {
	at := Shown(m, match, listeners)
	if len(at) == 0 {
		return nil
	}
	conns := make([]Conn, len(at))
	for i, socket := range at {
		conns[i] = Conn{m, int(socket)}
	}
	return conns
}

// Shown is Conns as indices of sockets: a million of them take four megabytes, which
// the garbage collector need not scan.
func Shown(m *Moment, match Match, listeners bool) []int32 {
	var at []int32
	if match == nil {
		at = make([]int32, 0, len(m.Sockets))
	}
	for i := range m.Sockets {
		if (listeners || !m.Sockets[i].Listening()) && match.Shows(m, i) {
			at = append(at, int32(i))
		}
	}
	return at
}

// DrawsFrom reports whether a socket has its port from a pool.
func (c Conn) DrawsFrom(id pool.PoolID) bool {
	at, ok := c.In.PoolOf(c.At)
	return ok && c.In.Pools.List[at].ID == id
}
