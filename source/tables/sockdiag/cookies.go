package sockdiag

// cookies is a set of socket cookies. It tells whether a socket was in the dump before.
// It is an open-addressing table that is reused for every dump.
type cookies struct {
	slots []uint64 // 0: empty; the length is a power of two, at most half are in use
	count int
}

// begin empties the set and makes room for n.
func (c *cookies) begin(n int) {
	size := 1024
	for size < 2*n {
		size *= 2
	}
	c.count = 0
	if len(c.slots) < size || len(c.slots) > 8*size {
		c.slots = make([]uint64, size)
		return
	}
	clear(c.slots)
}

// add adds a cookie and reports whether it is new. A kernel without cookies gives 0,
// which always counts as new.
func (c *cookies) add(cookie uint64) bool {
	if cookie == 0 {
		return true
	}
	if 2*c.count >= len(c.slots) {
		c.grow()
	}
	pos, found := c.find(cookie)
	if !found {
		c.slots[pos] = cookie
		c.count++
	}
	return !found
}

func (c *cookies) find(cookie uint64) (pos uint64, found bool) {
	mask := uint64(len(c.slots) - 1)
	pos = cookie * 0x9e3779b97f4a7c15 >> 32 & mask // cookies are consecutive numbers: scatter them
	for c.slots[pos] != 0 {
		if c.slots[pos] == cookie {
			return pos, true
		}
		pos = (pos + 1) & mask
	}
	return pos, false
}

func (c *cookies) grow() {
	old := c.slots
	c.slots = make([]uint64, 2*len(old))
	for _, cookie := range old {
		if cookie != 0 {
			pos, _ := c.find(cookie)
			c.slots[pos] = cookie
		}
	}
}
