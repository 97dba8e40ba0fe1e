package model

// Conn is one socket of a moment: the row of the connections pane, and what
// filters read.
type Conn struct {
	In *Moment
	At int // index into Sockets
}

// Socket is the socket itself.
func (c Conn) Socket() *Socket { return &c.In.Sockets[c.At] }

// Counts is what every group row counts of its sockets.
type Counts struct {
	Listeners   int
	Connections int
	States      [States]int // TCP and UDP alike
	RxQueue     uint64      // bytes unread, over the connections
	TxQueue     uint64      // bytes unacknowledged, over the connections
}

// Reach is who can connect to a listener.
type Reach uint8

// The reaches, from nobody to everybody.
const (
	ReachNone      Reach = iota // no listener: only connections hold the port
	ReachLoopback               // 127.0.0.0/8, ::1
	ReachLinkLocal              // fe80::/10, 169.254.0.0/16
	ReachPrivate                // one address of a private network (RFC 1918, fc00::/7, 100.64.0.0/10)
	ReachAddress                // one public address
	ReachPublic                 // every interface
)

// PortID is the identity of a port row: TCP 53 and UDP 53 are two.
type PortID struct {
	NetNS uint32
	Proto Proto
	Port  uint16
}

// PortRow is one local port with its listeners and their connections.
type PortRow struct {
	In *Moment
	ID PortID
	Counts
	Addresses []Addr // listening addresses, wildcards first
	Reach     Reach  // the widest of its listeners
	Waiting   uint32 // accept queue: connections waiting, over its listeners
	Backlog   uint32 // its limit, 0 where the backend does not tell
	Holders
	Sockets []int32 // indices into In.Sockets, listeners first
}

// Holders are the owners of a row's listeners (of all its sockets, where it has none).
type Holders struct {
	Processes []uint32    // indices into Snapshot.Processes, by PID, each once
	Status    OwnerStatus // the most telling one when Processes is empty
}

// ProcessRow is one process and the sockets it holds. A row with a zero
// identity stands for the sockets that no process can be named for, by Status.
type ProcessRow struct {
	In      *Moment
	ID      ProcessID
	Status  OwnerStatus // OwnerKnown for a real process
	Process uint32      // index into Snapshot.Processes, where OwnerKnown
	Counts
	Ports   []PortID // it listens on, in order
	Sockets []int32
}

// StateRow is one state and the sockets in it; UDP stands apart as one row a state.
type StateRow struct {
	In    *Moment
	Proto Proto
	State State
	Counts
	Four, Six int     // by IP version on the wire
	Share     float64 // of all shown sockets, 0 to 1
	Busiest   Holders // the process that holds most of them
	Most      int     // how many that are
	Sockets   []int32
}

// Match says whether a socket is shown. Nil shows all.
type Match func(Conn) bool

// ByPort groups by local port: every port with a listener, and ports outside
// the ephemeral range that are held by connections alone (a server that is gone,
// a client bound to a port of its own).
func ByPort(m *Moment, match Match) []PortRow { panic("stub") }

// ByProcess groups by the process that holds the socket; a socket with several
// holders counts for each.
func ByProcess(m *Moment, match Match) []ProcessRow { panic("stub") }

// ByState groups by protocol and state.
func ByState(m *Moment, match Match) []StateRow { panic("stub") }

// Conns lists the sockets that match: with listeners, or without.
func Conns(m *Moment, match Match, listeners bool) []Conn { panic("stub") }
