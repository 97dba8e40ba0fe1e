package procnet

import (
	"math"
	"net"
	"net/netip"

	prom "github.com/prometheus/procfs"

	"berth/model"
)

// line is one row of a table, with its numbers as read.
type line struct {
	local, remote         net.IP
	localPort, remotePort uint64
	state                 uint64
	tx, rx                uint64
	uid, inode, drops     uint64
}

// fromProcfs converts the rows that procfs parsed.
func fromProcfs(read prom.NetIPSocket) []line {
	all := make([]line, len(read))
	for i, l := range read {
		all[i] = line{
			l.LocalAddr, l.RemAddr, l.LocalPort, l.RemPort,
			l.St, l.TxQueue, l.RxQueue, l.UID, l.Inode, 0,
		}
		if l.Drops != nil {
			all[i].drops = *l.Drops
		}
	}
	return all
}

// socket converts a line. It returns false if a number does not fit the kernel's own
// type, or if an address belongs to the other family.
func (l *line) socket(t *table, netns uint32) (s model.Socket, ok bool) {
	if max(l.localPort, l.remotePort) > math.MaxUint16 || l.state > math.MaxUint8 ||
		max(l.tx, l.rx, l.uid, l.drops) > math.MaxUint32 {
		return s, false
	}
	local, ok1 := address(l.local, t.six)
	remote, ok2 := address(l.remote, t.six)
	if !ok1 || !ok2 {
		return s, false
	}
	s = model.Socket{
		Local:   model.Endpoint{Addr: model.AddrFrom(local), Port: uint16(l.localPort)},
		Remote:  model.Endpoint{Addr: model.AddrFrom(remote), Port: uint16(l.remotePort)},
		Inode:   l.inode,
		NetNS:   netns,
		UID:     uint32(l.uid),
		RxQueue: uint32(l.rx), // of a listener: connections in the accept queue (since 2.6.18)
		TxQueue: uint32(l.tx),
		Drops:   uint32(l.drops),
		State:   state(l.state),
		Proto:   t.proto,
	}
	if t.six {
		s.Traits = model.InetSix
		if local.Is4In6() || remote.Is4In6() {
			s.Traits |= model.MappedFour
		}
	}
	s.Owner = s.InitialOwner()
	return s, true
}

func address(ip net.IP, six bool) (netip.Addr, bool) {
	a, ok := netip.AddrFromSlice(ip)
	return a, ok && a.Is6() == six
}

func state(n uint64) model.State {
	if n >= uint64(model.States) {
		return model.StateUnknown
	}
	return model.State(n)
}
