package model

import (
	"bytes"
	"cmp"
	"net/netip"

	"berth/model/safe"
)

// Proto is a transport protocol.
type Proto uint8

// The protocols berth knows.
const (
	TCP Proto = iota
	UDP
	Protos // how many there are
)

// String is the protocol's name in lower case.
func (p Proto) String() string {
	if p == UDP {
		return "udp"
	}
	return "tcp"
}

// Safe is String for a view.
func (p Proto) Safe() safe.Text {
	if p == UDP {
		return safe.Say("udp")
	}
	return safe.Say("tcp")
}

// Addr is an IP address in 16 bytes; IPv4 is v4-mapped (::ffff:a.b.c.d). Unlike
// netip.Addr it has no pointer, and so no zone.
type Addr [16]byte

// AddrFrom is a without its zone.
func AddrFrom(a netip.Addr) Addr { return a.As16() }

// IP is the address as a netip.Addr; a v4-mapped address becomes IPv4.
func (a Addr) IP() netip.Addr { return netip.AddrFrom16(a).Unmap() }

// Four reports whether the address is IPv4.
func (a Addr) Four() bool { return [12]byte(a[:12]) == [12]byte{10: 0xff, 11: 0xff} }

// Wildcard reports whether the address is 0.0.0.0 or [::], which mean every interface.
func (a Addr) Wildcard() bool { return a == Addr{} || a == Addr{10: 0xff, 11: 0xff} }

// Loopback reports whether the address is in 127.0.0.0/8 or is ::1.
func (a Addr) Loopback() bool { return a.IP().IsLoopback() }

// Safe is the address as people write it: 127.0.0.1, 2001:db8::1.
func (a Addr) Safe() safe.Text { return safe.IP(a.IP()) }

// Compare orders IPv4 before IPv6, then by value.
func (a Addr) Compare(b Addr) int {
	switch four := a.Four(); {
	case four == b.Four():
		return bytes.Compare(a[:], b[:])
	case four:
		return -1
	}
	return 1
}

// Endpoint is one end of a socket.
type Endpoint struct {
	Addr Addr   `wire:"addr"`
	Port uint16 `wire:"port"` // 0: no port yet, shown as *
}

// Safe is address:port, with brackets around IPv6 and * for no port.
func (e Endpoint) Safe() safe.Text {
	ip := e.Addr.IP()
	if e.Port == 0 {
		if ip.Is6() {
			return safe.Concat(safe.Say("["), safe.IP(ip), safe.Say("]:*"))
		}
		return safe.Concat(safe.IP(ip), safe.Say(":*"))
	}
	return safe.IPPort(netip.AddrPortFrom(ip, e.Port))
}

// Compare orders by address, then by port.
func (e Endpoint) Compare(f Endpoint) int {
	return cmp.Or(e.Addr.Compare(f.Addr), cmp.Compare(e.Port, f.Port))
}

// Traits are yes-or-no facts of a socket.
type Traits uint8

// The traits of a socket.
const (
	InetSix     Traits = 1 << iota // an AF_INET6 socket
	MappedFour                     // an AF_INET6 socket that carries IPv4 (::ffff:a.b.c.d): a dual-stack server's end
	V6Only                         // IPV6_V6ONLY is set: a listener on [::] takes no IPv4
	V6OnlyKnown                    // the backend reports IPV6_V6ONLY; if not set, V6Only means nothing
	Drawn                          // the kernel chose the local port; no program asked for it by number
	DrawnKnown                     // the backend reports who chose the port; if not set, Drawn means nothing
)

// Timer is what the kernel waits for on a TCP connection, numbered as
// inet_diag_msg has it (include/uapi/linux/inet_diag.h, idiag_timer).
type Timer uint8

// The timers of a TCP connection.
const (
	TimerNone     Timer = iota
	TimerRetrans        // retransmission, or a loss probe
	TimerKeep           // keepalive
	TimerTimeWait       // the end of TIME-WAIT
	TimerProbe          // zero window probe
)

// Socket is one row of the kernel's socket tables. It has no pointer and no string, so
// that the garbage collector never scans a million of them.
type Socket struct {
	Local      Endpoint    `wire:"local"`
	Remote     Endpoint    `wire:"remote"`
	Space      uint32      `wire:"space"`       // index into Spaces of this snapshot; another snapshot can have another order
	Inode      uint64      `wire:"inode"`       // of the socket file; 0 if no file exists (TIME-WAIT, SYN-RECV, not accepted yet)
	Cookie     uint64      `wire:"cookie"`      // the kernel's number for the socket, never reused; 0 if the backend does not report it
	Cgroup     uint64      `wire:"cgroup"`      // inode of its directory in the cgroup v2 tree; 0 if the backend does not report it
	NetNS      uint32      `wire:"netns"`       // inode of the network namespace, as in the ID of its Space; part of every identity
	UID        uint32      `wire:"uid"`         // of the creator; the kernel reports 0 for TIME-WAIT
	RxQueue    uint32      `wire:"rx_queue"`    // bytes unread; for a TCP listener: connections waiting for accept
	TxQueue    uint32      `wire:"tx_queue"`    // bytes not yet acknowledged; for a TCP listener: its backlog limit, 0 if the backend does not report it
	Drops      uint32      `wire:"drops"`       // since the socket was made: datagrams (UDP), or connections that a TCP listener dropped, if the backend reports them
	Expires    uint32      `wire:"expires"`     // milliseconds until Timer runs out
	Device     uint32      `wire:"device"`      // index of the interface that it is bound to; 0: none, or not reported
	FirstOwner uint32      `wire:"first_owner"` // index into Snapshot.Holders
	OwnerCount uint16      `wire:"owner_count"` // how many of them
	State      State       `wire:"state"`
	Proto      Proto       `wire:"proto"`
	Traits     Traits      `wire:"traits"`
	Owner      OwnerStatus `wire:"owner"`
	Timer      Timer       `wire:"timer"`
	Retrans    uint8       `wire:"retrans"` // how often the timer has run out without an answer
}

// Listening reports whether the socket waits for peers: a TCP listener or an
// unconnected UDP socket.
func (s *Socket) Listening() bool {
	return s.State == Listen || s.Proto == UDP && s.State == Closed
}

// PortID is the identity of the local port.
func (s *Socket) PortID() PortID { return PortID{s.NetNS, s.Proto, s.Local.Port} }

// SocketID is the identity of a socket. It stays equal from sample to sample, and two
// sockets of one sample never have the same. SO_REUSEPORT listeners differ only in
// their inode.
type SocketID struct {
	NetNS         uint32
	Proto         Proto
	Local, Remote Endpoint
	Inode         uint64
}

// ID is the identity of the socket. A TCP connection keeps it when it loses its
// inode on the way to TIME-WAIT: only the identity of listeners and UDP sockets, which
// may share both ends (SO_REUSEPORT), includes the inode.
func (s *Socket) ID() SocketID {
	id := SocketID{NetNS: s.NetNS, Proto: s.Proto, Local: s.Local, Remote: s.Remote}
	if s.Proto == UDP || s.Listening() || s.Remote.Port == 0 {
		id.Inode = s.Inode
	}
	return id
}

// Compare orders identities: by port first, as people look for them.
func (a SocketID) Compare(b SocketID) int {
	return cmp.Or(
		cmp.Compare(a.Local.Port, b.Local.Port),
		cmp.Compare(a.Proto, b.Proto),
		a.Local.Compare(b.Local),
		a.Remote.Compare(b.Remote),
		cmp.Compare(a.NetNS, b.NetNS),
		cmp.Compare(a.Inode, b.Inode),
	)
}

// Known identifies a socket from sample to sample: by its cookie, if the backend
// reports it, else by its ends. With a cookie, a socket stays the same when it connects
// or loses its inode; by its ends alone, a connection cannot be told from a later one
// with the same ends.
type Known struct {
	Cookie uint64
	ID     SocketID // with a cookie, only its namespace is set
}

// Known identifies the socket from sample to sample.
func (s *Socket) Known() Known {
	if s.Cookie != 0 {
		return Known{s.Cookie, SocketID{NetNS: s.NetNS}}
	}
	return Known{ID: s.ID()}
}
