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

// holders are buffers for the owners of all sockets, kept from sample to sample;
// no snapshot holds any of them.
type holders struct {
	inodes  []uint64
	numbers []uint32 // of the holders of all sockets, one after another
	used    []bool   // by number
	at      []uint32 // by number: the index in Snapshot.Processes
	ids     []holder
	order   []model.ProcessID
}

// holder is a process with the number by which the Finder knows it.
type holder struct {
	id     model.ProcessID
	number uint32
}

// missing is the index of a process that ended while it was read.
const missing = math.MaxUint32

// addOwners finds out who holds the sockets, and what these processes are.
func (l *local) addOwners(ctx context.Context, n *model.Snapshot, need model.Need) error {
	h := &l.holders
	looking, done := context.WithTimeout(ctx, l.search)
	found, err := l.owners.Find(looking, h.unresolved(n.Sockets))
	done()
	if err != nil {
		return err
	}
	hidden := h.assign(n.Sockets, found)
	// Whose sockets took long to find still gets a name.
	reading, done := context.WithTimeout(ctx, budget)
	defer done()
	n.Processes = l.processes.Read(reading, h.people(found), need)
	h.attach(n)
	l.addGaps(n, found, hidden)
	return nil
}

// unresolved lists the inodes of the sockets whose owner the backend could not
// tell by itself.
func (h *holders) unresolved(sockets []model.Socket) []uint64 {
	h.inodes = flat.Cap(h.inodes, len(sockets))
	for i := range sockets {
		if s := &sockets[i]; s.Owner == model.OwnerResolving && s.Inode != 0 {
			h.inodes = append(h.inodes, s.Inode)
		}
	}
	return h.inodes
}

// assign gives every socket its holders, as numbers for now. It counts those
// whose owners are hidden.
func (h *holders) assign(sockets []model.Socket, found *owners.Found) (hidden int) {
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

// people lists the processes that hold sockets, each once and in order.
func (h *holders) people(found *owners.Found) []model.ProcessID {
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

// attach writes the holders of every socket as indices of its snapshot. A
// holder that ended while it was read is left out.
func (h *holders) attach(n *model.Snapshot) {
	h.at = slices.Grow(h.at[:0], len(h.used))[:len(h.used)]
	next := 0 // both lists are in order
	for _, one := range h.ids {
		h.at[one.number] = missing
		if next < len(n.Processes) && n.Processes[next].ID == one.id {
			h.at[one.number] = uint32(next)
			next++
		}
	}
	n.Holders = make([]uint32, len(h.numbers))
	for i, number := range h.numbers {
		n.Holders[i] = h.at[number]
	}
	if len(n.Processes) < len(h.ids) {
		leaveOut(n)
	}
}

// leaveOut takes the holders that are missing out of a snapshot.
func leaveOut(n *model.Snapshot) {
	kept := n.Holders[:0]
	for i := range n.Sockets {
		s := &n.Sockets[i]
		held := n.Owners(s)
		s.FirstOwner = uint32(len(kept))
		for _, index := range held {
			if index != missing {
				kept = append(kept, index)
			}
		}
		s.OwnerCount = uint16(len(kept) - int(s.FirstOwner))
		if s.Owner == model.OwnerKnown && s.OwnerCount == 0 {
			s.Owner = model.OwnerResolving // the next sample knows what became of it
		}
	}
	n.Holders = kept
}

// addGaps says which owners are missing, and why.
func (l *local) addGaps(n *model.Snapshot, found *owners.Found, hidden int) {
	if hidden > 0 && (found.Denied > 0 || found.Unread == 0) {
		n.Gaps = append(n.Gaps, model.Gap{
			What: safe.Say("hidden owners"), Count: hidden,
			Why: safe.Say("permission denied; needs root or CAP_SYS_PTRACE"),
		})
	}
	if found.Short != nil {
		n.Gaps = append(n.Gaps, model.Gap{
			What: safe.Say("owners"),
			Why:  safe.Concat(safe.Say("berth has no file descriptor left to look for them ("), safe.Sanitise(found.Short.Error()), safe.Say("); raise ulimit -n")),
		})
	}
	for _, g := range []*guard.Guard{l.descriptors, l.facts, l.lines} {
		if gap, ok := g.Gap(); ok {
			n.Gaps = append(n.Gaps, gap)
		}
	}
}
