package model

import (
	"time"

	"berth/model/safe"
)

// Snapshot is what the machine looked like at one moment. It is immutable once
// sampled, as every sample allocates its own: readers share it between goroutines
// without locks.
type Snapshot struct {
	Taken     time.Time            `wire:"taken"` // with the monotonic reading: rates are computed from it
	Took      time.Duration        `wire:"took"`
	Host      Host                 `wire:"host"`
	Sockets   []Socket             `wire:"sockets"`
	Processes []Process            `wire:"processes"`
	Holders   []uint32             `wire:"holders"` // indices into Processes; Socket.FirstOwner and OwnerCount are the part of one socket
	Spaces    []Space              `wire:"spaces"`  // the network namespaces that sockets were read in; the first is berth's own
	Gaps      []Gap                `wire:"gaps"`
	Services  Services             `wire:"-"`
	Users     map[uint32]safe.Text `wire:"users"`   // names of the users who made the sockets; a user without a name is not in it
	Backend   safe.Text            `wire:"backend"` // where the sockets were read: "netlink", "procfs"

	// Flows is the traffic of the sockets, one for each of Sockets. It is empty without
	// NeedFlows, or if the backend does not report traffic.
	Flows []Flow `wire:"flows"`
}

// Owners are the processes that hold s, in order of their PID.
func (n *Snapshot) Owners(s *Socket) []uint32 {
	return n.Holders[s.FirstOwner : s.FirstOwner+uint32(s.OwnerCount)]
}

// Host is the facts about the machine that fit on one line.
type Host struct {
	Name   safe.Text     `wire:"name"`
	User   safe.Text     `wire:"user"` // who runs berth
	Root   bool          `wire:"root"` // effective uid 0
	Uptime time.Duration `wire:"uptime"`
	Load   [3]float64    `wire:"load"`  // 1, 5 and 15 minutes
	Known  bool          `wire:"known"` // Uptime and Load could be read
	Boot   time.Time     `wire:"boot"`
}

// Gap is something that could not be read. It is shown, never an error and
// never silence.
type Gap struct {
	What  safe.Text `wire:"what"`  // "hidden owners", "/proc/net/tcp6 lines"
	Count int       `wire:"count"` // how many; 0 if they are not counted
	Why   safe.Text `wire:"why"`
}

// Words is the gap in a line: "hidden owners (12): permission denied".
func (g Gap) Words() safe.Text {
	what := g.What
	if g.Count > 0 {
		what = safe.Format("%s (%d)", what, g.Count)
	}
	return safe.Format("%s: %s", what, g.Why)
}

// Kernel has the settings and counters of the kernel about ports. A figure that could
// not be read is not Known, and is shown as n/a.
type Kernel struct {
	Ephemeral    Range   `wire:"ephemeral"` // net.ipv4.ip_local_port_range
	Reserved     Ports   `wire:"reserved"`  // net.ipv4.ip_local_reserved_ports
	ReservedOK   bool    `wire:"reserved_known"`
	Unprivileged Reading `wire:"unprivileged"` // net.ipv4.ip_unprivileged_port_start
	TWReuse      Reading `wire:"tw_reuse"`     // net.ipv4.tcp_tw_reuse: 0, 1, 2
	V6Only       Reading `wire:"v6only"`       // net.ipv6.bindv6only
	ListenDrops  Reading `wire:"listen_drops"` // TcpExt ListenDrops since the namespace was made
	Overflows    Reading `wire:"overflows"`    // TcpExt ListenOverflows
	Figures      Figures `wire:"figures"`      // everything else
}

// Reading is a figure of the kernel that may be missing.
type Reading struct {
	Value int64 `wire:"value"`
	Known bool  `wire:"known"`
}

// PortKey is the port of a service name: domain (53) is a service of both protocols,
// bootps (67) only of UDP.
type PortKey struct {
	Proto Proto
	Port  uint16
}

// Services has the service names of ports. All snapshots share it; it never changes.
type Services map[PortKey]safe.Text
