package sockdiag

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Sizes of include/uapi/linux/netlink.h and inet_diag.h.
const (
	sizeHeader  = 16 // struct nlmsghdr
	sizeID      = 48 // struct inet_diag_sockid
	sizeRequest = 8 + sizeID
	sizeAnswer  = 4 + sizeID + 20 // struct inet_diag_msg
)

// compatible is TCPDIAG_GETSOCK, the message type from before Linux 3.3. It asks
// for TCP sockets of both families in one walk over the kernel's hash table,
// which SOCK_DIAG_BY_FAMILY has to make once a family.
const compatible = 18

// everyState asks for sockets in every state, also those that are bound alone
// (TCPF_BOUND_INACTIVE, Linux 6.8; older kernels ignore the bit).
const everyState = ^uint32(0)

// protocols are the kernel's numbers.
var protocols = [model.Protos]byte{model.TCP: unix.IPPROTO_TCP, model.UDP: unix.IPPROTO_UDP}

// question asks for the sockets of a family between two ports. The kernel
// compares ports that are not 0, and in a dump nothing else.
func question(family byte, id model.SocketID) []byte {
	b := header(family, id.Proto)
	binary.BigEndian.PutUint16(b[8:], id.Local.Port)
	binary.BigEndian.PutUint16(b[10:], id.Remote.Port)
	return b
}

// order names one socket by everything the kernel knows it by.
func order(g model.SocketHandle) []byte {
	family := byte(unix.AF_INET)
	if g.Traits&model.InetSix != 0 {
		family = unix.AF_INET6
	}
	b := header(family, g.Socket.Proto)
	binary.BigEndian.PutUint16(b[8:], g.Socket.Local.Port)
	binary.BigEndian.PutUint16(b[10:], g.Socket.Remote.Port)
	local, remote := g.Socket.Local.Addr, g.Socket.Remote.Addr
	if family == unix.AF_INET {
		copy(b[12:], local[12:])
		copy(b[28:], remote[12:])
	} else {
		copy(b[12:], local[:])
		copy(b[28:], remote[:])
	}
	binary.NativeEndian.PutUint32(b[44:], g.Device)
	binary.NativeEndian.PutUint32(b[48:], uint32(g.Cookie))
	binary.NativeEndian.PutUint32(b[52:], uint32(g.Cookie>>32))
	return b
}

// header begins a struct inet_diag_req_v2.
func header(family byte, p model.Proto) []byte {
	b := make([]byte, sizeRequest)
	b[0], b[1] = family, protocols[p]
	binary.NativeEndian.PutUint32(b[4:], everyState)
	return b
}
