package owners

import "berth/model"

// ticksPerCheck is the number of ticks in which every process without a requested socket is
// checked once. If a socket is unknown, all processes are checked in the same tick.
const ticksPerCheck = 4

// updateEntries updates the list of processes; pids and entries are ordered by PID.
func (f *Finder) updateEntries(pids []int32) {
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
	clear(f.merger[:cap(f.merger)]) // keeps no pointer to a removed entry
	for _, e := range f.entries {
		if e.unread || e.requested > 0 || uint32(e.id.PID)%ticksPerCheck == f.tick%ticksPerCheck {
			f.check(e)
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

// forget removes a process that has ended.
func (f *Finder) forget(e *entry) {
	f.clear(e)
	f.numbers[e.number] = nil
	f.spare = append(f.spare, e.number)
}

func (f *Finder) clear(e *entry) {
	f.replaceSlots(e, e.slots, nil)
	e.slots = e.slots[:0]
}

// check tells whether a PID still means the same process.
func (f *Finder) check(e *entry) {
	now, exists := f.proc.stat(e.id.PID)
	e.checkedAt, e.gone = f.tick, !exists
	if e.gone { // the next list will not contain it
		return
	}
	e.current = now
	if e.atRead.dirInode != now.dirInode { // a new entry, or the PID was reused
		f.clear(e)
		e.atRead = fdStat{dirInode: now.dirInode}
		e.unread, e.denied, e.dated, e.next, e.id.Start = true, false, false, 0, 0
	}
	if f.proc.counts && now.count == 0 { // a kernel thread, or a process that is exiting
		f.clear(e)
		e.atRead, e.completeAt, e.triedAt = now, f.tick, f.tick
		e.unread, e.denied = false, false
	}
}
