package owners

import "slices"

// splice replaces what was known of the descriptors [from, to) by what was read.
func (f *Finder) splice(e *entry, from, to uint32, read []slot) {
	a, b := e.below(from), e.below(to)
	f.replaceSlots(e, e.slots[a:b], read)
	e.slots = slices.Replace(e.slots, a, b, read...)
}

// patch replaces what was known of single descriptors by what was read. An asked
// descriptor that was not found is free.
func (f *Finder) patch(e *entry, asked []uint32, read []slot) {
	before, merged, found := f.before[:0], f.merged[:0], read
	old := e.slots
	for _, fd := range asked {
		for len(old) > 0 && old[0].fd < fd {
			merged, old = append(merged, old[0]), old[1:]
		}
		if len(old) > 0 && old[0].fd == fd {
			before, old = append(before, old[0]), old[1:]
		}
		if len(found) > 0 && found[0].fd == fd {
			merged, found = append(merged, found[0]), found[1:]
		}
	}
	merged = append(merged, old...)
	f.replaceSlots(e, before, read)
	// Copy, do not swap: a swap would give every small process the memory of a big one.
	e.slots = append(e.slots[:0], merged...)
	f.before, f.merged = before, merged
}

// replaceSlots updates the index after the descriptors of a process changed. It adds
// the gained sockets before it removes the lost ones, so that a socket that moved
// to another descriptor always has an owner.
func (f *Finder) replaceSlots(e *entry, before, after []slot) {
	compare(after, before, func(inode uint32, same bool) {
		if !same {
			f.gain(e, inode)
		} else if s := f.index.find(inode); s.disappeared(f.tick) {
			f.resetRequest(s)
		}
	})
	compare(before, after, func(inode uint32, same bool) {
		if !same {
			f.lose(e, inode)
		}
	})
}

// compare calls do for each socket in some. The argument same says whether others
// has the same socket at the same descriptor. Both lists are in order.
func compare(some, others []slot, do func(inode uint32, same bool)) {
	for _, s := range some {
		for len(others) > 0 && others[0].fd < s.fd {
			others = others[1:]
		}
		if s.inode != 0 {
			do(s.inode, len(others) > 0 && others[0] == s)
		}
	}
}

// resetRequest marks a socket that is gone from the kernel's tables as never requested,
// because it is still open. Example: a connection that was reset and is not closed yet.
func (f *Finder) resetRequest(s *socket) {
	var one [1]int32
	for _, number := range f.index.holders(s, &one) {
		f.numbers[number].requested--
	}
	s.seen = 0
}

func (f *Finder) gain(e *entry, inode uint32) {
	s := f.index.put(inode)
	if s.owner == nobody && s.seen == f.tick {
		f.countPending(s, -1)
		s.tried = notSearched
		e.usefulAt = f.tick
	}
	f.index.add(s, e.number)
	f.updateSums(s, e, 1)
}

func (f *Finder) lose(e *entry, inode uint32) {
	s := f.index.find(inode)
	f.updateSums(s, e, -1)
	switch f.index.remove(s, e.number); {
	case s.owner != nobody:
	case s.seen == f.tick: // passed on to another process
		f.missing = append(f.missing, inode)
		f.countPending(s, 1)
	default:
		f.index.drop(s)
	}
}

// updateSums updates the sums of a process that gains (n = 1) or loses (n = -1) a descriptor.
func (f *Finder) updateSums(s *socket, e *entry, n int) {
	e.sockets += n
	if s.seen != 0 {
		e.requested += n
	}
	if s.seen == f.tick {
		e.requestedNow += n
	}
}

// countPending updates the number of sockets to search for in this tick.
func (f *Finder) countPending(s *socket, n int) {
	if s.tried < searchedAll {
		f.pending += n
	}
	if s.tried == searchedLikely {
		f.stale += n
	}
}
