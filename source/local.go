package source

import (
	"context"
	"os"
	"slices"
	"time"

	"berth/model"
	"berth/source/addresses"
	"berth/source/host"
	"berth/source/owners"
	"berth/source/process"
	"berth/source/rights"
	"berth/source/sysctl"
)

// budget is how long a table of /proc/net may take, and after it all that is not
// sockets. What could not be read by then is a gap; only a socket table that
// takes longer is an error.
const budget = 2 * time.Second

// local samples the machine that the program runs on. It is used by one
// goroutine at a time.
type local struct {
	root      string
	backend   *backend
	owners    *owners.Finder
	processes *process.Reader
	host      *host.Reader
	prober    *host.Prober
	rights    *rights.Reader
	services  model.Services

	descriptors, facts, lines, details *guard
}

// Sample implements model.Sampler. Sockets are read first, and what comes after
// them has a time of its own: they never wait for owners.
func (l *local) Sample(ctx context.Context, need model.Need) (*model.Snapshot, error) {
	began := time.Now()
	t, err := l.backend.read(ctx, need)
	if err != nil {
		return nil, err
	}
	n := &model.Snapshot{
		Taken: began, Sockets: t.Sockets, Flows: t.Flows, Gaps: t.Gaps, Done: t.Done,
		Services: l.services, Devices: l.backend.devices.of(t.Sockets), Backend: t.name,
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	if need.Has(model.NeedOwners) {
		if err := l.addOwners(ctx, n, need.Has(model.NeedUnits)); err != nil {
			return nil, err
		}
	}
	if need.Has(model.NeedKernel) {
		kernel, gaps := sysctl.Kernel(l.root)
		n.Kernel, n.Gaps = kernel, append(n.Gaps, gaps...)
	}
	if need.Has(model.NeedAddresses) {
		all, gaps := addresses.Read(l.root)
		n.Addresses, n.Gaps = all, append(n.Gaps, gaps...)
	}
	if need.Has(model.NeedHost) {
		n.Host = l.host.Read(ctx)
	}
	n.Users = l.users(n.Sockets)
	uid := os.Geteuid()
	n.Host.Name, n.Host.User, n.Host.Root = l.host.Name(), l.processes.User(uint32(uid)), uid == 0
	n.Took = time.Since(began)
	return n, nil
}

// users names who made the sockets: known even where the process is hidden.
func (l *local) users(sockets []model.Socket) map[uint32]model.Safe {
	users := map[uint32]model.Safe{}
	for i := range sockets {
		uid := sockets[i].UID
		if i > 0 && uid == sockets[i-1].UID { // neighbours are often of one user
			continue
		}
		if users[uid].Empty() {
			users[uid] = l.processes.User(uid)
		}
	}
	return users
}

// addOwners finds out who holds the sockets, and what these processes are.
func (l *local) addOwners(ctx context.Context, n *model.Snapshot, units bool) error {
	found, err := l.owners.Find(ctx, unresolved(n.Sockets))
	if err != nil {
		return err
	}
	held := make([]holding, len(n.Sockets))
	var all []model.ProcessID // of all sockets, one after another
	for i := range n.Sockets {
		if s := &n.Sockets[i]; s.Owner == model.OwnerResolving && s.Inode != 0 {
			from := len(all)
			all, s.Owner = found.Of(all, s.Inode)
			held[i] = holding{from, len(all)}
		}
	}
	ids := slices.Clone(all)
	slices.SortFunc(ids, model.ProcessID.Compare)
	n.Processes = l.processes.Read(ctx, slices.Compact(ids), units)
	attach(n, held, all)
	l.addGaps(n, found)
	return nil
}

// unresolved lists the inodes of the sockets whose owner the backend could not
// tell by itself.
func unresolved(sockets []model.Socket) []uint64 {
	inodes := make([]uint64, 0, len(sockets))
	for i := range sockets {
		if s := &sockets[i]; s.Owner == model.OwnerResolving && s.Inode != 0 {
			inodes = append(inodes, s.Inode)
		}
	}
	return inodes
}

// holding cuts the holders of one socket out of those of all.
type holding struct{ from, to int }

// attach writes the holders of every socket as indices of its snapshot. A
// holder that ended while it was read is left out.
func attach(n *model.Snapshot, held []holding, all []model.ProcessID) {
	at := make(map[model.ProcessID]uint32, len(n.Processes))
	for i := range n.Processes {
		at[n.Processes[i].ID] = uint32(i)
	}
	n.Holders = make([]uint32, 0, len(all))
	for i, h := range held {
		s := &n.Sockets[i]
		s.FirstOwner = uint32(len(n.Holders))
		for _, id := range all[h.from:h.to] {
			if index, ok := at[id]; ok && s.OwnerCount < ^uint16(0) {
				n.Holders = append(n.Holders, index)
				s.OwnerCount++
			}
		}
		if s.Owner == model.OwnerKnown && s.OwnerCount == 0 {
			s.Owner = model.OwnerResolving // the next sample knows what became of it
		}
	}
}

// addGaps says which owners are missing, and why.
func (l *local) addGaps(n *model.Snapshot, found *owners.Found) {
	hidden := 0
	for i := range n.Sockets {
		if n.Sockets[i].Owner == model.OwnerHidden {
			hidden++
		}
	}
	if hidden > 0 && (found.Denied > 0 || found.Unread == 0) {
		n.Gaps = append(n.Gaps, model.Gap{
			What: model.Say("hidden owners"), Count: hidden,
			Why: model.Say("permission denied; needs root or CAP_SYS_PTRACE"),
		})
	}
	for _, g := range []*guard{l.descriptors, l.facts, l.lines} {
		if gap, ok := g.Gap(); ok {
			n.Gaps = append(n.Gaps, gap)
		}
	}
}
