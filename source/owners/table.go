package owners

import "berth/model"

// turns is how many ticks it takes until every process without a socket of
// interest has been looked at. Where a socket is unknown all are, at once.
const turns = 4

// enlist brings the list of processes up to date: both are by PID.
func (f *Finder) enlist(pids []int32) {
	old, entries := f.entries, f.merger[:0]
	for _, pid := range pids {
		for len(old) > 0 && old[0].id.PID < pid {
			f.forget(old[0])
			old = old[1:]
		}
		if len(old) > 0 && old[0].id.PID == pid {
			entries, old = append(entries, old[0]), old[1:]
			continue
		}
		entries = append(entries, f.add(pid))
	}
	for _, e := range old {
		f.forget(e)
	}
	f.merger, f.entries = f.entries, entries
	clear(f.merger[:cap(f.merger)]) // holds no entry that was forgotten
	for _, e := range f.entries {
		if e.unread || e.asked > 0 || uint32(e.id.PID)%turns == f.tick%turns {
			f.look(e)
		}
	}
}

func (f *Finder) add(pid int32) *entry {
	e := &entry{id: model.ProcessID{PID: pid}, unread: true}
	if n := len(f.spare); n > 0 {
		e.number, f.spare = f.spare[n-1], f.spare[:n-1]
		f.numbers[e.number], f.index.pids[e.number] = e, pid
		return e
	}
	e.number = int32(len(f.numbers))
	f.numbers, f.index.pids = append(f.numbers, e), append(f.index.pids, pid)
	return e
}

// forget drops a process that has ended.
func (f *Finder) forget(e *entry) {
	f.clear(e)
	f.numbers[e.number] = nil
	f.spare = append(f.spare, e.number)
}

func (f *Finder) clear(e *entry) {
	f.exchange(e, e.slots, nil)
	e.slots = e.slots[:0]
}

// look sees whether a process is still the one that it was.
func (f *Finder) look(e *entry) {
	now, exists := f.proc.look(e.id.PID)
	e.looked, e.gone = f.tick, !exists
	if e.gone { // the next list will be without it
		return
	}
	e.now = now
	if e.mark.node != now.node { // new, or the PID means another process now
		f.clear(e)
		e.mark = mark{node: now.node}
		e.unread, e.denied, e.dated, e.next, e.id.Start = true, false, false, 0, 0
	}
	if f.proc.counts && now.count == 0 { // a kernel thread, or a process that ends
		f.clear(e)
		e.mark, e.whole, e.tried = now, f.tick, f.tick
		e.unread, e.denied = false, false
	}
}
