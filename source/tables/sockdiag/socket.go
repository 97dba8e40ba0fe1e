package sockdiag

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Attributes of a socket that are read (INET_DIAG_*).
const (
	attrInfo     = 2  // struct tcp_info, if requested
	attrMemory   = 7  // SKMEMINFO, if requested
	attrV6Only   = 11 // one byte, for AF_INET6 sockets that listen or are not connected
	attrCgroup   = 21 // 8 bytes, since Linux 5.7, always sent
	memoryDrops  = 8  // index of SK_MEMINFO_DROPS
	attrTypeMask = 1<<14 - 1
)

// parseSocket parses one socket of a dump. A message that is shorter than the kernel's own
// structures is an error.
func parseSocket(p model.Proto, b []byte, s *model.Socket, f *model.Flow) error {
	if len(b) < sizeAnswer {
		return fmt.Errorf("parse a socket of %d bytes: need %d", len(b), sizeAnswer)
	}
	six := b[0] == unix.AF_INET6
	if !six && b[0] != unix.AF_INET {
		return fmt.Errorf("parse a socket of family %d: want %d or %d", b[0], unix.AF_INET, unix.AF_INET6)
	}
	*s = model.Socket{
		Local:   model.Endpoint{Port: binary.BigEndian.Uint16(b[4:])},
		Remote:  model.Endpoint{Port: binary.BigEndian.Uint16(b[6:])},
		Device:  binary.NativeEndian.Uint32(b[40:]),
		Cookie:  uint64(binary.NativeEndian.Uint32(b[44:])) | uint64(binary.NativeEndian.Uint32(b[48:]))<<32,
		Expires: binary.NativeEndian.Uint32(b[52:]),
		RxQueue: binary.NativeEndian.Uint32(b[56:]), // of a listener: connections in the accept queue
		TxQueue: binary.NativeEndian.Uint32(b[60:]), // of a listener: the limit of that queue
		UID:     binary.NativeEndian.Uint32(b[64:]),
		Inode:   uint64(binary.NativeEndian.Uint32(b[68:])),
		State:   state(p, b[1]),
		Proto:   p,
		Timer:   model.Timer(b[2]),
		Retrans: b[3],
	}
	address(&s.Local.Addr, six, b[8:24])
	address(&s.Remote.Addr, six, b[24:40])
	if six {
		s.Traits = model.InetSix
		if s.Local.Addr.Four() || s.Remote.Addr.Four() {
			s.Traits |= model.MappedFour
		}
	}
	s.Owner = s.InitialOwner()
	return attributes(b[sizeAnswer:], s, f)
}

// state converts the kernel's state. A TCP socket that the kernel calls closed is bound:
// a closed socket that is not bound is in none of its tables.
func state(p model.Proto, n byte) model.State {
	switch s := model.State(n); {
	case s >= model.States:
		return model.StateUnknown
	case s == model.Closed && p == model.TCP:
		return model.Bound
	default:
		return s
	}
}

// address parses an address. IPv4 addresses are in the first four bytes.
func address(a *model.Addr, six bool, b []byte) {
	if six {
		copy(a[:], b)
		return
	}
	a[10], a[11] = 0xff, 0xff
	copy(a[12:], b[:4])
}

// attributes parses the attributes of a socket. It skips unknown attributes, and unknown
// bytes at the end of known ones.
func attributes(b []byte, s *model.Socket, f *model.Flow) error {
	for len(b) >= 4 {
		size := int(binary.NativeEndian.Uint16(b))
		if size < 4 || size > len(b) {
			return fmt.Errorf("parse an attribute of %d bytes: only %d are left", size, len(b))
		}
		value := b[4:size]
		switch binary.NativeEndian.Uint16(b[2:]) & attrTypeMask {
		case attrInfo:
			flow(value, f)
		case attrMemory:
			if at := 4 * memoryDrops; len(value) >= at+4 {
				s.Drops = binary.NativeEndian.Uint32(value[at:])
			}
		case attrV6Only:
			s.Traits |= model.V6OnlyKnown
			if len(value) > 0 && value[0] != 0 {
				s.Traits |= model.V6Only
			}
		case attrCgroup:
			if len(value) >= 8 {
				s.Cgroup = binary.NativeEndian.Uint64(value)
			}
		}
		b = b[min((size+3)&^3, len(b)):]
	}
	return nil
}

// Offsets of the members of struct tcp_info (include/uapi/linux/tcp.h). Newer kernels
// append members, so a member that a kernel lacks is beyond the end of what it sends.
const (
	infoRTT      = 68  // tcpi_rtt, microseconds
	infoVary     = 72  // tcpi_rttvar, microseconds
	infoRetrans  = 100 // tcpi_total_retrans
	infoSent     = 120 // tcpi_bytes_acked, 8 bytes, Linux 4.1
	infoReceived = 128 // tcpi_bytes_received, 8 bytes, Linux 4.1
	infoEnd      = 136
)

// flow parses a struct tcp_info. The kernel counts the SYN as an acknowledged byte, which
// no program sent.
func flow(b []byte, f *model.Flow) {
	if f == nil || len(b) < infoEnd {
		return
	}
	*f = model.Flow{
		RTT:      binary.NativeEndian.Uint32(b[infoRTT:]),
		Vary:     binary.NativeEndian.Uint32(b[infoVary:]),
		Retrans:  binary.NativeEndian.Uint32(b[infoRetrans:]),
		Sent:     binary.NativeEndian.Uint64(b[infoSent:]),
		Received: binary.NativeEndian.Uint64(b[infoReceived:]),
		Known:    true,
	}
	if f.Sent > 0 {
		f.Sent--
	}
}
