package owners

import "berth/source/procfs"

// done files what was read of a process.
func (f *Finder) done(err error) {
	r, h := &f.batch, f.reader
	e := r.queue[r.at]
	e.tried = f.tick
	to, count := uint32(all), 0
	switch {
	case err != nil: // the hand is not ours any more, and what is filed is the best that is known
		f.reader = newReader(f.proc, f.start)
		e.fail()
	case procfs.Denied(h.err):
		f.clear(e)
		e.denied, e.unread, e.next, e.mark = true, false, 0, e.now
	case procfs.Gone(h.err):
		f.clear(e)
		e.gone = true
	case h.err != nil:
		if short(h.err) {
			f.short = h.err
		}
		e.fail()
	default:
		to, count = h.to, len(h.slots)
		f.file(e, h)
	}
	if r.begun = to != all; r.begun {
		r.from = to
	} else {
		r.at++
	}
	f.sweeper.passed(e.id.PID, to, count)
}

// fail makes a process be read anew that could not be read.
func (e *entry) fail() {
	if !e.unread {
		e.unread, e.next = true, 0
	}
}

// file puts what was read in the place of what was known.
func (f *Finder) file(e *entry, h *reader) {
	r := &f.batch
	e.denied = false
	if h.result.dated {
		e.id.Start, e.dated = h.result.start, true
	}
	if h.single {
		f.patch(e, h.asked, h.slots)
	} else {
		f.splice(e, r.from, h.to, h.slots)
	}
	ended := h.to == all
	switch {
	case r.way == names || r.way == probes:
		if ended {
			e.mark = e.now
		}
		return
	case r.way == turn || r.way == files:
		return
	case r.from == 0:
		e.mark = e.now
	}
	e.unread, e.next = !ended, h.to
	if ended {
		e.whole = f.tick
	}
}
