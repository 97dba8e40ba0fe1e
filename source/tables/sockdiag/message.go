package sockdiag

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Sizes from include/uapi/linux/netlink.h and inet_diag.h.
const (
	sizeHeader  = 16 // struct nlmsghdr
	sizeID      = 48 // struct inet_diag_sockid
	sizeRequest = 8 + sizeID
	sizeAnswer  = 4 + sizeID + 20 // struct inet_diag_msg
)

// bothFamilies is TCPDIAG_GETSOCK, the message type from before Linux 3.3. It dumps the TCP
// sockets of both families in one walk over the kernel's hash table; SOCK_DIAG_BY_FAMILY
// needs one walk per family.
const bothFamilies = 18

// everyState requests sockets in every state, including those that are only bound
// (TCPF_BOUND_INACTIVE, since Linux 6.8; older kernels ignore the bit).
const everyState = ^uint32(0)

// protocols are the kernel's protocol numbers.
var protocols = [model.Protos]byte{model.TCP: unix.IPPROTO_TCP, model.UDP: unix.IPPROTO_UDP}

// dumpRequest requests the sockets of a family with two ports. In a dump the kernel compares
// only the ports, and only those that are not 0.
func dumpRequest(family byte, id model.SocketID) []byte {
	b := header(family, id.Proto)
	binary.BigEndian.PutUint16(b[8:], id.Local.Port)
	binary.BigEndian.PutUint16(b[10:], id.Remote.Port)
	return b
}

// destroyRequest identifies one socket by everything that the kernel compares.
func destroyRequest(g model.SocketHandle) []byte {
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

// header is a struct inet_diag_req_v2 without a socket identity.
func header(family byte, p model.Proto) []byte {
	b := make([]byte, sizeRequest)
	b[0], b[1] = family, protocols[p]
	binary.NativeEndian.PutUint32(b[4:], everyState)
	return b
}
