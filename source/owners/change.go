package owners

import "slices"

// splice puts what was read of the descriptors [from, to) in place of what was
// known of them.
func (f *Finder) splice(e *entry, from, to uint32, read []slot) {
	a, b := e.below(from), e.below(to)
	f.exchange(e, e.slots[a:b], read)
	e.slots = slices.Replace(e.slots, a, b, read...)
}

// patch puts what was read of single descriptors in place of what was known of
// them. Those that were asked for and not found are free.
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
	f.exchange(e, before, read)
	// Copied, not swapped: else every small process came to keep the memory of a big one.
	e.slots = append(e.slots[:0], merged...)
	f.before, f.merged = before, merged
}

// exchange files what a process holds now in place of what it held. What it
// gained comes first, so that a socket that moved to another descriptor is
// never without its holder.
func (f *Finder) exchange(e *entry, before, after []slot) {
	compare(after, before, func(inode uint32, same bool) {
		if !same {
			f.gain(e, inode)
		} else if s := f.index.find(inode); s.vanished(f.tick) {
			f.forgive(s)
		}
	})
	compare(before, after, func(inode uint32, same bool) {
		if !same {
			f.lose(e, inode)
		}
	})
}

// compare calls do for the sockets of some, and tells whether others have the
// same one under the same number. Both are in order.
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

// forgive takes a socket that vanished for one that was never asked for: it is
// still open, without being in the tables of the kernel (a connection that was
// reset, before it is closed).
func (f *Finder) forgive(s *socket) {
	var one [1]int32
	for _, number := range f.index.holders(s, &one) {
		f.numbers[number].asked--
	}
	s.seen = 0
}

func (f *Finder) gain(e *entry, inode uint32) {
	s := f.index.put(inode)
	if s.by == nobody && s.seen == f.tick {
		f.seek(s, -1)
		s.tried = none
		e.useful = f.tick
	}
	f.index.add(s, e.number)
	f.count(s, e, 1)
}

func (f *Finder) lose(e *entry, inode uint32) {
	s := f.index.find(inode)
	f.count(s, e, -1)
	switch f.index.remove(s, e.number); {
	case s.by != nobody:
	case s.seen == f.tick: // passed on to somebody else
		f.missing = append(f.missing, inode)
		f.seek(s, 1)
	default:
		f.index.drop(s)
	}
}

// count keeps the sums of a process that gains or loses a descriptor.
func (f *Finder) count(s *socket, e *entry, n int) {
	e.held += n
	if s.seen != 0 {
		e.asked += n
	}
	if s.seen == f.tick {
		e.alive += n
	}
}

// seek keeps the sums of what is looked for in this tick.
func (f *Finder) seek(s *socket, n int) {
	if s.tried < walked {
		f.open += n
	}
	if s.tried == looked {
		f.stale += n
	}
}
