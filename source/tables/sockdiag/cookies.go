package sockdiag

// cookies tells whether a socket was in a dump before: a set of the kernel's
// numbers, with open addressing, that is used again for every dump.
type cookies struct {
	slots []uint64 // 0: empty; a power of two of them, at most half full
	held  int
}

// begin empties the set and makes room for n.
func (c *cookies) begin(n int) {
	size := 1024
	for size < 2*n {
		size *= 2
	}
	c.held = 0
	if len(c.slots) < size || len(c.slots) > 8*size {
		c.slots = make([]uint64, size)
		return
	}
	clear(c.slots)
}

// add puts a cookie in, and reports whether it was not there before. A kernel
// that gives no cookie gives 0: nothing can be said of that.
func (c *cookies) add(cookie uint64) bool {
	if cookie == 0 {
		return true
	}
	if 2*c.held >= len(c.slots) {
		c.grow()
	}
	at, there := c.find(cookie)
	if !there {
		c.slots[at] = cookie
		c.held++
	}
	return !there
}

func (c *cookies) find(cookie uint64) (at uint64, there bool) {
	mask := uint64(len(c.slots) - 1)
	at = cookie * 0x9e3779b97f4a7c15 >> 32 & mask // cookies are counted up: spread them
	for c.slots[at] != 0 {
		if c.slots[at] == cookie {
			return at, true
		}
		at = (at + 1) & mask
	}
	return at, false
}

func (c *cookies) grow() {
	old := c.slots
	c.slots = make([]uint64, 2*len(old))
	for _, cookie := range old {
		if cookie != 0 {
			at, _ := c.find(cookie)
			c.slots[at] = cookie
		}
	}
}
