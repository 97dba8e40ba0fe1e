package model

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"

	"berth/model/room"
)

// table finds pools by their identity, by open addressing: clients to as many
// destinations as sockets are one array, not a map of them.
type table struct {
	slots []int32 // where in the list a pool stands, plus one; 0: nowhere. At most half full
	shift int
	last  int32 // the pool found last: neighbours in the table are often of one
}

// clear forgets all pools, before those of n sockets are found.
func (t *table) clear(n int) {
	t.last = none
	if room.Upto(t.slots, 8*n) == nil { // they grow fourfold, and are at most half full
		t.slots = nil
	}
	clear(t.slots)
}

// at is where in the list a pool stands; a new one is added.
func (t *table) at(list *[]Pool, id PoolID) int32 {
	if t.last >= 0 && (*list)[t.last].ID == id {
		return t.last
	}
	if 2*len(*list) >= len(t.slots) {
		t.grow(*list)
	}
	slot := t.slot(*list, id)
	if t.slots[slot] == 0 {
		*list = append(*list, Pool{ID: id})
		t.slots[slot] = int32(len(*list))
	}
	t.last = t.slots[slot] - 1
	return t.last
}

// find is where in the list a pool stands, or none.
func (t *table) find(list []Pool, id PoolID) int32 {
	if len(t.slots) == 0 {
		return none
	}
	return t.slots[t.slot(list, id)] - 1
}

// slot is where a pool stands, or would.
func (t *table) slot(list []Pool, id PoolID) int {
	slot := int(id.hash() >> t.shift)
	for t.slots[slot] != 0 && list[t.slots[slot]-1].ID != id {
		slot = (slot + 1) & (len(t.slots) - 1)
	}
	return slot
}

func (t *table) grow(list []Pool) {
	size := max(least, 4*len(t.slots))
	t.slots, t.shift = make([]int32, size), 64-bits.TrailingZeros(uint(size))
	for i := range list {
		t.slots[t.slot(list, list[i].ID)] = int32(i) + 1
	}
}

// salts make it impossible to guess which pools meet in the table.
var salts = func() (salts [5]uint64) {
	for i := range salts {
		salts[i] = maphash.Comparable(seed, i)
	}
	return salts
}()

// hash multiplies the words of an identity together, as wyhash does: a third of
// what package maphash needs for a struct of this many fields.
func (a *PoolID) hash() uint64 {
	h := mix(word(a.Source[:8])^salts[0], word(a.Source[8:])^salts[1])
	h ^= mix(word(a.Dest.Addr[:8])^salts[2], word(a.Dest.Addr[8:])^salts[3])
	return mix(h^uint64(a.NetNS)<<32^uint64(a.Kind)<<16^uint64(a.Dest.Port), salts[4])
}

func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
