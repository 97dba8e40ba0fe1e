package source

import (
	"context"
	"math"
	"slices"

	"berth/model"
	"berth/model/flat"
	"berth/model/safe"
	"berth/source/guard"
	"berth/source/owners"
)

// ownerBuffers are buffers for finding the owners of all sockets. They are reused in every sample,
// and no snapshot refers to them.
type ownerBuffers struct {
	inodes  []uint64
	numbers []uint32 // owners of all sockets, one socket after another, as Finder numbers
	used    []bool   // by number: the process owns a socket
	indexOf []uint32 // by number: index in Snapshot.Processes
	ids     []holder
	order   []model.ProcessID
}

// holder is a process and its number in the Finder.
type holder struct {
	id     model.ProcessID
	number uint32
}

// missing is the index of a process that ended before its facts were read.
const missing = math.MaxUint32

// addOwners finds the owners of the sockets and reads the facts of these processes.
func (l *local) addOwners(ctx context.Context, n *model.Snapshot, need model.Need) error {
	h := &l.buffers
	looking, done := context.WithTimeout(ctx, l.search)
	found, err := l.owners.Find(looking, h.unresolved(n.Sockets))
	done()
	if err != nil {
		return err
	}
	hidden := h.assign(n.Sockets, found)
	// Owners that took long to find still get their names.
	reading, done := context.WithTimeout(ctx, budget)
	defer done()
	n.Processes = l.processes.Read(reading, h.processes(found), need)
	h.attach(n)
	l.addGaps(n, found, hidden)
	return nil
}

// unresolved lists the inodes of the sockets whose owner the backend does not know.
func (h *ownerBuffers) unresolved(sockets []model.Socket) []uint64 {
	h.inodes = flat.Cap(h.inodes, len(sockets))
	for i := range sockets {
		if s := &sockets[i]; s.Owner == model.OwnerResolving && s.Inode != 0 {
			h.inodes = append(h.inodes, s.Inode)
		}
	}
	return h.inodes
}

// assign gives every socket its owners, as Finder numbers for now. It returns the number of
// sockets with hidden owners.
func (h *ownerBuffers) assign(sockets []model.Socket, found *owners.Found) (hidden int) {
	h.numbers = flat.Cap(h.numbers, len(sockets))
	for i := range sockets {
		s := &sockets[i]
		s.FirstOwner = uint32(len(h.numbers))
		if s.Owner == model.OwnerResolving && s.Inode != 0 {
			h.numbers, s.Owner = found.Of(h.numbers, s.Inode)
			count := min(len(h.numbers)-int(s.FirstOwner), math.MaxUint16)
			h.numbers, s.OwnerCount = h.numbers[:int(s.FirstOwner)+count], uint16(count)
		}
		if s.Owner == model.OwnerHidden {
			hidden++
		}
	}
	return hidden
}

// processes lists the processes that own sockets, each once and in order.
func (h *ownerBuffers) processes(found *owners.Found) []model.ProcessID {
	h.used = slices.Grow(h.used[:0], found.Numbers())[:found.Numbers()]
	clear(h.used)
	for _, number := range h.numbers {
		h.used[number] = true
	}
	h.ids = h.ids[:0]
	for number, used := range h.used {
		if used {
			h.ids = append(h.ids, holder{found.ID(uint32(number)), uint32(number)})
		}
	}
	slices.SortFunc(h.ids, func(a, b holder) int { return a.id.Compare(b.id) })
	h.order = h.order[:0]
	for _, one := range h.ids {
		h.order = append(h.order, one.id)
	}
	return h.order
}

// attach converts the owners of every socket to indices of the snapshot. It leaves out
// processes that ended meanwhile.
func (h *ownerBuffers) attach(n *model.Snapshot) {
	h.indexOf = slices.Grow(h.indexOf[:0], len(h.used))[:len(h.used)]
	next := 0 // both lists are in order
	for _, one := range h.ids {
		h.indexOf[one.number] = missing
		if next < len(n.Processes) && n.Processes[next].ID == one.id {
			h.indexOf[one.number] = uint32(next)
			next++
		}
	}
	n.Holders = make([]uint32, len(h.numbers))
	for i, number := range h.numbers {
		n.Holders[i] = h.indexOf[number]
	}
	if len(n.Processes) < len(h.ids) {
		removeMissing(n)
	}
}

// removeMissing removes missing processes from the owners of a snapshot.
func removeMissing(n *model.Snapshot) {
	kept := n.Holders[:0]
	for i := range n.Sockets {
		s := &n.Sockets[i]
		owned := n.Owners(s)
		s.FirstOwner = uint32(len(kept))
		for _, index := range owned {
			if index != missing {
				kept = append(kept, index)
			}
		}
		s.OwnerCount = uint16(len(kept) - int(s.FirstOwner))
		if s.Owner == model.OwnerKnown && s.OwnerCount == 0 {
			s.Owner = model.OwnerResolving // the next sample resolves it
		}
	}
	n.Holders = kept
}

// addGaps adds a gap for each reason why owners are missing.
func (l *local) addGaps(n *model.Snapshot, found *owners.Found, hidden int) {
	if hidden > 0 && (found.Denied > 0 || found.Unread == 0) {
		n.Gaps = append(n.Gaps, model.Gap{
			What: safe.Say("hidden owners"), Count: hidden,
			Why: safe.Say("permission denied; needs root or CAP_SYS_PTRACE"),
		})
	}
	if found.Short != nil {
		n.Gaps = append(n.Gaps, model.Gap{What: safe.Say("owners"), Why: outOfDescriptors(found.Short)})
	}
	for _, g := range []*guard.Guard{l.descriptors, l.facts, l.lines} {
		if gap, ok := g.Gap(); ok {
			n.Gaps = append(n.Gaps, gap)
		}
	}
}
