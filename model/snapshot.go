package model

import "time"

// Snapshot is what the machine looked like at one moment. It is immutable once
// sampled, as every sample allocates its own: readers share it between goroutines
// without locks.
type Snapshot struct {
	Taken     time.Time // with the monotonic reading: rates are computed from it
	Took      time.Duration
	Host      Host
	Sockets   []Socket
	Processes []Process
	Holders   []uint32 // indices into Processes; Socket.FirstOwner and OwnerCount cut it
	Kernel    Kernel
	Gaps      []Gap
	Services  Services
	Users     map[uint32]Safe // names of the users who made the sockets; a user without a name is not in it
	Devices   map[uint32]Safe // names of the interfaces that sockets are bound to, by index
	Addresses Addresses       // that this host may bind, where somebody asked (NeedAddresses)
	Backend   Safe            // where the sockets were read: "netlink", "procfs"

	// Flows are what flows through the sockets, one for each of Sockets; none
	// where nobody asked for them (NeedFlows) or the backend does not tell.
	Flows []Flow
}

// Owners are the processes that hold s, in order of their PID.
func (n *Snapshot) Owners(s *Socket) []uint32 {
	return n.Holders[s.FirstOwner : s.FirstOwner+uint32(s.OwnerCount)]
}

// Host is the machine in one line.
type Host struct {
	Name   Safe
	User   Safe // who runs berth
	Root   bool // effective uid 0
	Uptime time.Duration
	Load   [3]float64 // 1, 5 and 15 minutes
	Known  bool       // Uptime and Load could be read
	Boot   time.Time
}

// Gap is something that could not be read. It is shown, never an error and
// never silence.
type Gap struct {
	What  Safe // "hidden owners", "/proc/net/tcp6 lines"
	Count int  // how many; 0 where counting makes no sense
	Why   Safe
}

// Words is the gap in a line: "hidden owners (12): permission denied".
func (g Gap) Words() Safe {
	what := g.What
	if g.Count > 0 {
		what = Concat(what, Say(" ("), Number(g.Count), Say(")"))
	}
	return Join(Say(": "), what, g.Why)
}

// Kernel holds what the kernel tells of its port budget and its troubles. A
// figure that could not be read is not Known, and is shown as n/a.
type Kernel struct {
	Ephemeral    Range // net.ipv4.ip_local_port_range
	Reserved     Ports // net.ipv4.ip_local_reserved_ports
	ReservedOK   bool
	Unprivileged Reading // net.ipv4.ip_unprivileged_port_start
	TWReuse      Reading // net.ipv4.tcp_tw_reuse: 0, 1, 2
	V6Only       Reading // net.ipv6.bindv6only
	ListenDrops  Reading // TcpExt ListenDrops since the namespace was made
	Overflows    Reading // TcpExt ListenOverflows
	Figures      Figures // everything else
}

// Reading is a figure of the kernel that may be missing.
type Reading struct {
	Value int64
	Known bool
}

// PortKey names a service: DNS is domain on both protocols, HTTP only on TCP.
type PortKey struct {
	Proto Proto
	Port  uint16
}

// Services gives ports their names. It is shared by all snapshots and never changed.
type Services map[PortKey]Safe
