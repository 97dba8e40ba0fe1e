package scene

import (
	"net/netip"

	"berth/model"
)

// Crowd is a host with n connections in 100 processes and 50 listening ports.
func Crowd(n int) *model.Snapshot {
	s := New("range 32768-60999")
	for i := range uint32(100) {
		s.Processes = append(s.Processes, model.Process{ID: model.ProcessID{PID: int32(i) + 1}})
		s.Holders = append(s.Holders, i)
	}
	here := model.AddrFrom(netip.MustParseAddr("10.0.0.1"))
	for i := range 50 {
		s.Sockets = append(s.Sockets, model.Socket{State: model.Listen, Local: model.Endpoint{Addr: here, Port: uint16(8000 + i)}, Owner: model.OwnerKnown, OwnerCount: 1, Inode: uint64(i)})
	}
	for i := range n {
		there := model.AddrFrom(netip.AddrFrom4([4]byte{10, 1, byte(i >> 16), byte(i >> 8)}))
		c := model.Socket{State: model.Established, Proto: model.TCP, Owner: model.OwnerKnown, OwnerCount: 1, FirstOwner: uint32(i % 100), Inode: uint64(1000 + i),
			Local: model.Endpoint{Addr: here, Port: uint16(8000 + i%50)}, Remote: model.Endpoint{Addr: there, Port: uint16(32768 + i%256)}}
		if i%3 == 0 { // a client
			c.Local, c.Remote = model.Endpoint{Addr: here, Port: uint16(32768 + i%28000)}, model.Endpoint{Addr: there, Port: 443}
		}
		s.Sockets = append(s.Sockets, c)
	}
	return s
}
