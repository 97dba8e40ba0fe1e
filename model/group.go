package model

// Conn is one socket of a moment: the row of the connections pane, and what
// filters read.
type Conn struct {
	In *Moment
	At int // index into Sockets
}

// Socket is the socket itself.
func (c Conn) Socket() *Socket { return &c.In.Sockets[c.At] }

// Match says whether a socket is shown. Nil shows all.
type Match func(Conn) bool

// shows reports whether m lets the i-th socket through.
func (match Match) shows(m *Moment, i int) bool { return match == nil || match(Conn{m, i}) }

// Conns lists the sockets that match: with listeners, or without.
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

// Shown is Conns as indices of sockets: a million of them are four megabytes
// that the garbage collector need not look into.
func Shown(m *Moment, match Match, listeners bool) []int32 {
	var at []int32
	if match == nil {
		at = make([]int32, 0, len(m.Sockets))
	}
	for i := range m.Sockets {
		if (listeners || !m.Sockets[i].Listening()) && match.shows(m, i) {
			at = append(at, int32(i))
		}
	}
	return at
}

// Counts is what every group row counts of its sockets.
type Counts struct {
	Listeners   int
	Connections int
	States      [States]int // TCP and UDP alike; a request that is not yet a socket is SynRecv
	RxQueue     uint64      // bytes unread, over all but TCP listeners, whose queue holds connections
	TxQueue     uint64      // bytes unacknowledged, likewise
}

func (c *Counts) add(s *Socket) {
	switch {
	case s.Listening():
		c.Listeners++
	case s.State != Bound: // which is neither: it only holds its port
		c.Connections++
	}
	c.States[s.State.Base()]++
	if s.State != Listen {
		c.RxQueue += uint64(s.RxQueue)
		c.TxQueue += uint64(s.TxQueue)
	}
}

// Other is how many connections are in none of the given states.
func (c *Counts) Other(states ...State) int {
	n := c.Connections
	for _, s := range states {
		n -= c.States[s]
	}
	return max(0, n)
}

// members collects which sockets belong to which row, and hands them out as
// pieces of one array: a million sockets in a thousand rows are three
// allocations.
type members struct{ row, socket []int32 }

// membersOf is room for the sockets of a moment.
func membersOf(m *Moment) *members {
	return &members{make([]int32, 0, len(m.Sockets)), make([]int32, 0, len(m.Sockets))}
}

func (m *members) add(row int32, socket int) {
	m.row, m.socket = append(m.row, row), append(m.socket, int32(socket))
}

// cut gives each of n rows its sockets, in the order they were added.
func (m *members) cut(n int) [][]int32 {
	end := make([]int, n+1)
	for _, r := range m.row {
		end[r+1]++
	}
	for r := range n {
		end[r+1] += end[r]
	}
	all, pieces := make([]int32, len(m.socket)), make([][]int32, n)
	for r := range pieces {
		pieces[r] = all[end[r]:end[r+1]:end[r+1]]
	}
	for i, r := range m.row { // end[r] now moves from the begin of a piece to its end
		all[end[r]] = m.socket[i]
		end[r]++
	}
	return pieces
}
