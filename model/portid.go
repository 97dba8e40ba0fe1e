package model

import (
	"cmp"

	"berth/model/safe"
)

// PortID is the identity of a port row: TCP 53 and UDP 53 are two.
type PortID struct {
	NetNS uint32
	Proto Proto
	Port  uint16
}

// Compare orders by port, then by protocol: as people look for them.
func (a PortID) Compare(b PortID) int {
	return cmp.Or(cmp.Compare(a.Port, b.Port), cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.NetNS, b.NetNS))
}

// Hash spreads the ports that few namespaces have (Fibonacci hashing).
func (a PortID) Hash() uint64 {
	return (uint64(a.NetNS)<<24 ^ uint64(a.Proto)<<16 ^ uint64(a.Port)) * 0x9e3779b97f4a7c15
}

// Name is the port as people say it: "tcp 8080".
func (id PortID) Name() safe.Text {
	return safe.Concat(id.Proto.Safe(), safe.Say(" "), safe.Number(id.Port))
}
