package pool

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

var salt = maphash.MakeSeed()

// salts make hash collisions of pools unpredictable.
var salts = func() (salts [5]uint64) {
	for i := range salts {
		salts[i] = maphash.Comparable(salt, i)
	}
	return salts
}()

// Hash multiplies the words of an identity, as wyhash does. It takes a third of the
// time of package maphash for a struct with so many fields.
func (a PoolID) Hash() uint64 {
	h := mix(word(a.Source[:8])^salts[0], word(a.Source[8:])^salts[1])
	h ^= mix(word(a.Dest.Addr[:8])^salts[2], word(a.Dest.Addr[8:])^salts[3])
	return mix(h^uint64(a.NetNS)<<32^uint64(a.Kind)<<16^uint64(a.Dest.Port), salts[4])
}

func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
