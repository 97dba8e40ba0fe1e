package flat

import "math/bits"

// ahead is how many places of the old list are searched before a key is put aside.
const ahead = 16

// far is how many are searched after many misses: when a whole block of keys is gone,
// the keys after it must not all be put aside.
const far = 1 << 16

// Lists matches an old list of keys with a new one. It holds the memory for that; the
// zero Lists is ready.
type Lists[K comparable] struct {
	asideNow, asideWas []int32 // places of keys that were put aside: not found near their place
	slots              []int32 // asideWas by hash: index plus one; 0: free
}

// Match finds the place of each key of now in was, -1 for a new key, and the places in
// was of the keys that are gone, in order. If now has a key twice, the second one is
// new unless was has it twice, too. places uses the memory of into; gone is valid
// until the next Match.
func (c *Lists[K]) Match(was, now []K, hash func(K) uint64, into []int32) (places, gone []int32) {
	n := len(now)
	places, c.asideNow, c.asideWas = Cap(into, n), Cap(c.asideNow, n), Cap(c.asideWas, n)
	c.slots = Cap(c.slots, 2*n)
	at, misses := 0, 0
	for i, key := range now {
		reach := ahead
		if misses >= 4*ahead && misses&(misses-1) == 0 { // after 64 misses, 128, 256, ...
			reach = far
		}
		next := find(was, at, reach, key)
		if next < 0 {
			places, c.asideNow = append(places, -1), append(c.asideNow, int32(i))
			misses++
			continue
		}
		for ; at < next; at++ {
			c.asideWas = append(c.asideWas, int32(at))
		}
		places, at, misses = append(places, int32(next)), next+1, 0
	}
	for ; at < len(was); at++ {
		c.asideWas = append(c.asideWas, int32(at))
	}
	if len(c.asideNow) > 0 && len(c.asideWas) > 0 {
		c.pair(was, now, hash, places)
	}
	return places, c.asideWas
}

// find searches the next reach places of was for a key; -1 if it is not there.
func find[K comparable](was []K, at, reach int, key K) int {
	for i := at; i < min(at+reach, len(was)); i++ {
		if was[i] == key {
			return i
		}
	}
	return -1
}

// pair matches the keys that were put aside in both lists. It leaves the places of
// keys that are gone in asideWas.
func (c *Lists[K]) pair(was, now []K, hash func(K) uint64, places []int32) {
	size := 4
	for size < 2*len(c.asideWas) {
		size *= 2
	}
	if cap(c.slots) < size {
		c.slots = make([]int32, size)
	}
	c.slots = c.slots[:size]
	clear(c.slots)
	shift := 64 - bits.TrailingZeros(uint(size))
	for n, place := range c.asideWas {
		at := int(hash(was[place]) >> shift)
		for c.slots[at] != 0 {
			at = (at + 1) & (size - 1)
		}
		c.slots[at] = int32(n) + 1
	}
	for _, i := range c.asideNow {
		for at := int(hash(now[i]) >> shift); c.slots[at] != 0; at = (at + 1) & (size - 1) {
			n := c.slots[at] - 1
			if place := c.asideWas[n]; place >= 0 && was[place] == now[i] {
				places[i], c.asideWas[n] = place, -1
				break
			}
		}
	}
	left := c.asideWas[:0]
	for _, place := range c.asideWas {
		if place >= 0 {
			left = append(left, place)
		}
	}
	c.asideWas = left
}
