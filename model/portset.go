package model

import "math/bits"

// portSet numbers ports in the order they come, by open addressing: a look costs
// a few nanoseconds, and there are as many slots as ports, not 65,536.
type portSet struct {
	ids   []PortID
	slots []int32 // number of the port, plus one; 0: free. At most half full
	shift int     // of the hash, so that it becomes a slot
}

// find is the number of a port.
func (p *portSet) find(id PortID) (number int32, ok bool) {
	if len(p.ids) == 0 {
		return 0, false
	}
	number = p.slots[p.slot(id)] - 1
	return number, number >= 0
}

// number is the number of a port; one that is new gets the next.
func (p *portSet) number(id PortID) int32 {
	if 2*len(p.ids) >= len(p.slots) {
		p.grow()
	}
	at := p.slot(id)
	if p.slots[at] == 0 {
		p.ids = append(p.ids, id)
		p.slots[at] = int32(len(p.ids))
	}
	return p.slots[at] - 1
}

// slot is where a port stands, or would.
func (p *portSet) slot(id PortID) int {
	at := int(id.hash() >> p.shift)
	for p.slots[at] != 0 && p.ids[p.slots[at]-1] != id {
		at = (at + 1) & (len(p.slots) - 1)
	}
	return at
}

func (p *portSet) grow() {
	size := max(least, 4*len(p.slots))
	p.slots, p.shift = make([]int32, size), 64-bits.TrailingZeros(uint(size))
	for i, id := range p.ids {
		p.slots[p.slot(id)] = int32(i) + 1
	}
}

// hash spreads the ports that few namespaces have (Fibonacci hashing).
func (p PortID) hash() uint64 {
	return (uint64(p.NetNS)<<24 ^ uint64(p.Proto)<<16 ^ uint64(p.Port)) * 0x9e3779b97f4a7c15
}

// least is how many slots a table has at least.
const least = 1 << 6
