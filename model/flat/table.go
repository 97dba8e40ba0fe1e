package flat

import "math/bits"

// Key is the key of a Table. Its hash must use the high bits, and must not be
// predictable if an attacker can choose the keys.
type Key interface {
	comparable
	Hash() uint64
}

// Table numbers keys in the order they are added. It is a hash table with open
// addressing: two arrays for any number of keys, and a lookup takes a few nanoseconds.
// The zero Table is empty and ready.
type Table[K Key] struct {
	keys  []K
	slots []int32 // number of the key, plus one; 0: free. At most half of them are used
	shift int     // how far the hash is shifted right to become a slot
	last  int32   // the number found last: neighbours in a list often have one key
}

// leastSlots is the least number of slots of a table.
const leastSlots = 1 << 6

// Reset removes all keys. It frees the memory if it is far more than n keys need.
func (t *Table[K]) Reset(n int) {
	t.keys, t.last = Cap(t.keys, n), 0
	if Cap(t.slots, 8*n) == nil { // they grow fourfold, and are at most half full
		t.slots = nil
	}
	clear(t.slots)
}

// Len is the number of keys.
func (t *Table[K]) Len() int { return len(t.keys) }

// Keys are all keys in the order of their numbers. The slice is the table's own.
func (t *Table[K]) Keys() []K { return t.keys }

// Find is the number of a key.
func (t *Table[K]) Find(key K) (number int32, ok bool) {
	if len(t.keys) == 0 {
		return 0, false
	}
	number = t.slots[t.slot(key)] - 1
	return number, number >= 0
}

// Number is the number of a key. A new key is added and gets the next number.
func (t *Table[K]) Number(key K) int32 {
	if int(t.last) < len(t.keys) && t.keys[t.last] == key {
		return t.last
	}
	if 2*len(t.keys) >= len(t.slots) {
		t.grow()
	}
	at := t.slot(key)
	if t.slots[at] == 0 {
		t.keys = append(t.keys, key)
		t.slots[at] = int32(len(t.keys))
	}
	t.last = t.slots[at] - 1
	return t.last
}

// slot is the slot of a key, or the free slot where it would be added.
func (t *Table[K]) slot(key K) int {
	at := int(key.Hash() >> t.shift)
	for t.slots[at] != 0 && t.keys[t.slots[at]-1] != key {
		at = (at + 1) & (len(t.slots) - 1)
	}
	return at
}

func (t *Table[K]) grow() {
	size := max(leastSlots, 4*len(t.slots))
	t.slots, t.shift = make([]int32, size), 64-bits.TrailingZeros(uint(size))
	for i, key := range t.keys {
		t.slots[t.slot(key)] = int32(i) + 1
	}
}
