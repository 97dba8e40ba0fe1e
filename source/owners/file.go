package owners

import "berth/source/procfs"

// done stores the result of the last read.
func (f *Finder) done(err error) {
	r, h := &f.batch, f.reader
	e := r.queue[r.pos]
	e.triedAt = f.tick
	to, count := uint32(all), 0
	switch {
	case err != nil: // the abandoned read still owns the old reader; what was stored before stays
		f.reader = newReader(f.proc, f.start)
		e.fail()
	case procfs.Denied(h.err):
		f.clear(e)
		e.denied, e.unread, e.next, e.atRead = true, false, 0, e.current
	case procfs.Gone(h.err):
		f.clear(e)
		e.gone = true
	case h.err != nil:
		if outOfDescriptors(h.err) {
			f.short = h.err
		}
		e.fail()
	default:
		to, count = h.to, len(h.slots)
		f.file(e, h)
	}
	if r.started = to != all; r.started {
		r.from = to
	} else {
		r.pos++
	}
	f.sweeper.advance(e.id.PID, to, count)
}

// fail marks a process to be read again after a read failed.
func (e *entry) fail() {
	if !e.unread {
		e.unread, e.next = true, 0
	}
}

// file stores what was read of a process in place of what was known.
func (f *Finder) file(e *entry, h *reader) {
	r := &f.batch
	e.denied = false
	if h.result.dated {
		e.id.Start, e.dated = h.result.start, true
	}
	if h.onlyAsked {
		f.patch(e, h.asked, h.slots)
	} else {
		f.splice(e, r.from, h.to, h.slots)
	}
	ended := h.to == all
	switch {
	case r.mode == modeList || r.mode == modeProbe:
		if ended {
			e.atRead = e.current
		}
		return
	case r.mode == modeSweep || r.mode == modeFiles:
		return
	case r.from == 0:
		e.atRead = e.current
	}
	e.unread, e.next = !ended, h.to
	if ended {
		e.completeAt = f.tick
	}
}
