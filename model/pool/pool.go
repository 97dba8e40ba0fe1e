package pool

import (
	"bytes"
	"cmp"

	"berth/model"
	"berth/model/growth"
	"berth/model/safe"
)

// PoolKind is how the sockets of a pool get their ports.
type PoolKind uint8

const (
	// ToDestination is connect(2) without bind: the kernel chooses a port that no
	// other socket has for the same source, destination address and destination
	// port (net/ipv4/inet_hashtables.c, __inet_hash_connect).
	ToDestination PoolKind = iota
	// FromSource is bind(2) before connect, or bind without connect: no other socket
	// gets the port on the same source address, whatever the destination
	// (net/ipv4/inet_connection_sock.c, inet_csk_find_open_port).
	FromSource
	// OfUDP is all of UDP: a datagram socket is bound to the wildcard before it is
	// connected, so all of them share one pool (net/ipv4/udp.c, udp_lib_get_port).
	OfUDP
	PoolKinds // the number of kinds
)

var poolKinds = [PoolKinds]struct{ name, meaning safe.Text }{
	ToDestination: {safe.Say("connect"), safe.Say("connect() without bind: a port may be held once for each destination")},
	FromSource:    {safe.Say("bind-first"), safe.Say("bound before they connect, or not connected at all: a port of this address is held for all destinations together")},
	OfUDP:         {safe.Say("udp"), safe.Say("datagram sockets: they draw from one range for all destinations together")},
}

// Name is one word: "connect", "bind-first", "udp".
func (k PoolKind) Name() safe.Text { return poolKinds[min(k, PoolKinds-1)].name }

// Meaning says what holds a port of such a pool.
func (k PoolKind) Meaning() safe.Text { return poolKinds[min(k, PoolKinds-1)].meaning }

// PoolID is what the sockets of one pool have in common. IPv4 in an AF_INET6 socket
// (v4-mapped) has the same pool as IPv4.
type PoolID struct {
	NetNS  uint32
	Kind   PoolKind
	Source model.Addr     // the wildcard means all addresses
	Dest   model.Endpoint // of ToDestination only
}

// Compare orders identities.
func (a PoolID) Compare(b PoolID) int {
	return cmp.Or(
		cmp.Compare(a.NetNS, b.NetNS),
		cmp.Compare(a.Kind, b.Kind),
		bytes.Compare(a.Source[:], b.Source[:]),
		bytes.Compare(a.Dest.Addr[:], b.Dest.Addr[:]),
		cmp.Compare(a.Dest.Port, b.Dest.Port),
	)
}

// Proto is the protocol of the sockets.
func (a PoolID) Proto() model.Proto {
	if a.Kind == OfUDP {
		return model.UDP
	}
	return model.TCP
}

// Loopback reports whether the pool is for connections of the host to itself.
func (a PoolID) Loopback() bool { return a.Source.Loopback() || a.Dest.Addr.Loopback() }

// To is the destination: "10.0.3.9:5432", or "any" if the pool is for all destinations.
func (a PoolID) To() safe.Text {
	if a.Kind == ToDestination {
		return a.Dest.Safe()
	}
	return safe.Say("any")
}

// From is the source: "10.0.0.7", or "any" if the ports are of all addresses.
func (a PoolID) From() safe.Text {
	if a.Source.Wildcard() {
		return safe.Say("any")
	}
	return a.Source.Safe()
}

// Words name the pool: "10.0.0.7 to 10.0.3.9:5432", "bind-first 10.0.0.7", "udp any".
func (a PoolID) Words() safe.Text {
	if a.Kind == ToDestination {
		return safe.Join(safe.Say(" "), a.From(), safe.Say("to"), a.To())
	}
	return safe.Join(safe.Say(" "), a.Kind.Name(), a.From())
}

// Pool is the ports that the sockets of one pool hold, and how many there can be.
type Pool struct {
	ID       PoolID
	Use      Use
	Reusable int          // of Use.TimeWait: tcp_tw_reuse gives them to a new connection at once
	Size     int          // the range less the reserved ports and those that other sockets block
	Guessed  int          // sockets that count as bound before connect because of their port only
	Trend    growth.Trend // of Stuck

	space         uint32 // index into Snapshot.Spaces
	preferredHalf int    // connections on ports that connect prefers
	noted         int    // the part of Use.Other for which noted is true
	own           int    // for FromSource: sockets that were bound before connect; the others only hold a port of the address
}

// Held is how many ports are in use, reusable ones too.
func (p *Pool) Held() int { return p.Use.Held() }

// Stuck is how many ports are in use and cannot be given to a new socket.
func (p *Pool) Stuck() int { return p.Use.Held() - p.Reusable }

// passing is how many of the stuck ports the kernel frees by itself.
func (p *Pool) passing() int { return p.Use.TimeWait - p.Reusable + p.noted }

// Left is how many more sockets can get a port.
func (p *Pool) Left() int { return max(0, p.Size-p.Stuck()) }

// Matters reports whether a pool may be the tightest. A pool FromSource counts all
// ports of the address: if hardly any socket was bound before connect, its figures say
// nothing about new sockets.
func (p *Pool) Matters() bool {
	return p.Held() > 0 && p.ID.Kind != OfUDP && (p.ID.Kind != FromSource || 10*p.own >= p.Held())
}

// tighter reports whether p has a smaller part left than q.
func (p *Pool) tighter(q *Pool) bool { return p.compareLeft(q) < 0 }

// compareLeft orders pools by the part that is left, the smallest first.
func (p *Pool) compareLeft(q *Pool) int {
	// Cross-multiplied, so that a pool of size 0 has nothing left.
	a, b := int64(p.Left())*int64(q.Size), int64(q.Left())*int64(p.Size)
	if a != b {
		return cmp.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(q.Held(), p.Held()), p.ID.Compare(q.ID))
}
