package destroy

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Sizes of include/uapi/linux/inet_diag.h.
const (
	sizeID      = 48 // struct inet_diag_sockid
	sizeRequest = 8 + sizeID
	sizeAnswer  = 4 + sizeID + 20 // struct inet_diag_msg
)

// everyState asks for sockets in every state.
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
func order(g model.Grip) []byte {
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

// answer reads a struct inet_diag_msg; attributes behind it are left alone.
func answer(p model.Proto, b []byte) (model.Grip, error) {
	if len(b) < sizeAnswer {
		return model.Grip{}, fmt.Errorf("a socket of %d bytes, want %d", len(b), sizeAnswer)
	}
	g := model.Grip{State: model.State(b[1])}
	if b[0] == unix.AF_INET6 {
		g.Traits |= model.InetSix
	}
	g.Socket = model.SocketID{
		Proto:  p,
		Local:  model.Endpoint{Addr: address(b[0], b[8:24]), Port: binary.BigEndian.Uint16(b[4:])},
		Remote: model.Endpoint{Addr: address(b[0], b[24:40]), Port: binary.BigEndian.Uint16(b[6:])},
		Inode:  uint64(binary.NativeEndian.Uint32(b[68:])),
	}
	g.Device = binary.NativeEndian.Uint32(b[40:])
	g.Cookie = uint64(binary.NativeEndian.Uint32(b[44:])) | uint64(binary.NativeEndian.Uint32(b[48:]))<<32
	return g, nil
}

// address reads one; IPv4 stands in the first four bytes.
func address(family byte, b []byte) (a model.Addr) {
	if family == unix.AF_INET6 {
		copy(a[:], b)
		return a
	}
	a[10], a[11] = 0xff, 0xff
	copy(a[12:], b[:4])
	return a
}
