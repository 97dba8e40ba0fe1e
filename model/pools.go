package model

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"math/bits"

	"berth/model/room"
)

// poolID is what connections share that draw from one pool. IPv4 in an AF_INET6
// socket (v4-mapped) draws from the same pool as IPv4.
type poolID struct {
	netns  uint32
	source Addr
	dest   Endpoint
}

func poolOf(s *Socket) poolID { return poolID{s.NetNS, s.Local.Addr, s.Remote} }

func (a poolID) compare(b poolID) int {
	return cmp.Or(
		cmp.Compare(a.netns, b.netns),
		bytes.Compare(a.source[:], b.source[:]),
		bytes.Compare(a.dest.Addr[:], b.dest.Addr[:]),
		cmp.Compare(a.dest.Port, b.dest.Port),
	)
}

// pools counts the sockets of each pool, by open addressing: clients to as many
// destinations as sockets are one array, not a map of them.
type pools struct {
	found []poolCount
	slots []int32 // where in found a pool stands, plus one; 0: nowhere. At most half full
	shift int
	last  int32 // the pool counted last: neighbours in the table are often of one
}

type poolCount struct {
	id   poolID
	size int
}

// clear forgets all pools, before those of n sockets are counted.
func (p *pools) clear(n int) {
	p.found, p.last = room.Upto(p.found, n), -1
	if room.Upto(p.slots, 8*n) == nil { // they grow fourfold, and are at most half full
		p.slots = nil
	}
	clear(p.slots)
}

func (p *pools) count(id poolID) {
	if p.last >= 0 && p.found[p.last].id == id {
		p.found[p.last].size++
		return
	}
	if 2*len(p.found) >= len(p.slots) {
		p.grow()
	}
	at := p.slot(id)
	if p.slots[at] == 0 {
		p.found = append(p.found, poolCount{id: id})
		p.slots[at] = int32(len(p.found))
	}
	p.last = p.slots[at] - 1
	p.found[p.last].size++
}

// slot is where a pool stands, or would.
func (p *pools) slot(id poolID) int {
	at := int(maphash.Comparable(seed, id) >> p.shift)
	for p.slots[at] != 0 && p.found[p.slots[at]-1].id != id {
		at = (at + 1) & (len(p.slots) - 1)
	}
	return at
}

func (p *pools) grow() {
	size := max(least, 4*len(p.slots))
	p.slots, p.shift = make([]int32, size), 64-bits.TrailingZeros(uint(size))
	for i := range p.found {
		p.slots[p.slot(p.found[i].id)] = int32(i) + 1
	}
}

// fullest is the pool with most sockets; of equals the first in order.
func (p *pools) fullest() (best poolID, ok bool) {
	size := 0
	for i := range p.found {
		if c := &p.found[i]; c.size > size || c.size == size && c.id.compare(best) < 0 {
			best, size = c.id, c.size
		}
	}
	return best, size > 0
}
