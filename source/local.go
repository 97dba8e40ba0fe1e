package source

import (
	"context"
	"os"
	"time"

	"berth/model"
	"berth/model/safe"
	"berth/source/addresses"
	"berth/source/guard"
	"berth/source/host"
	"berth/source/owners"
	"berth/source/process"
	"berth/source/rights"
	"berth/source/sysctl"
	"berth/source/tables"
)

// budget is how long one table of /proc/net may take, and then each later step of a sample:
// finding owners (unless Spec.Search allows more) and reading their facts. What could not be
// read in that time is a gap or is read in a later sample. Only a socket table that takes
// longer is an error.
const budget = 2 * time.Second

// readTimeout is how long one process may take to answer. A healthy process answers within
// microseconds.
const readTimeout = 200 * time.Millisecond

// hurry is how long a sample goes on reading processes once every socket has an owner.
// Otherwise a container with half a million descriptors would delay the names of all other
// processes.
const hurry = 250 * time.Millisecond

// local samples the machine that berth runs on. Only one goroutine at a time uses it.
type local struct {
	root      string
	tables    tables.Tables
	devices   devices
	owners    *owners.Finder
	buffers   ownerBuffers
	processes *process.Reader
	host      *host.Reader
	inspector *host.Inspector
	rights    *rights.Reader
	kernel    *sysctl.Reader
	services  func() model.Services // read on the first call
	search    time.Duration         // how long one sample may search for owners

	descriptors, facts, lines, details *guard.Guard

	files files
}

// Sample implements model.Sampler. It reads the sockets first. The later steps have their own
// time limits, so sockets never wait for owners.
func (l *local) Sample(ctx context.Context, need model.Need) (*model.Snapshot, error) {
	began := time.Now()
	t, err := l.tables.Sockets(ctx, tables.Asking(need))
	if err != nil {
		return nil, err
	}
	n := &model.Snapshot{
		Taken: began, Sockets: t.Sockets, Flows: t.Flows, Gaps: t.Gaps, Backend: t.By,
		Spaces: []model.Space{{ID: t.Space, Devices: l.devices.of(t.Sockets)}},
	}
	if need.Has(model.NeedOwners) {
		if err := l.addOwners(ctx, n, need); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	if need.Has(model.NeedServices) {
		n.Services = l.services()
	}
	l.addMachine(ctx, n, need)
	n.Users = l.users(n.Sockets)
	uid := os.Geteuid()
	n.Host.Name, n.Host.User, n.Host.Root = l.host.Name(), l.processes.User(uint32(uid)), uid == 0
	n.Took = time.Since(began)
	return n, nil
}

// addMachine reads the facts of the machine. Facts that do not answer stay unknown.
func (l *local) addMachine(ctx context.Context, n *model.Snapshot, need model.Need) {
	if need.Has(model.NeedKernel) {
		var kernel model.Kernel
		var gaps []model.Gap
		if l.files.read(ctx, partKernel, func() { kernel, gaps = l.kernel.Kernel() }) {
			n.Spaces[0].Kernel, n.Gaps = kernel, append(n.Gaps, gaps...)
		}
	}
	if need.Has(model.NeedAddresses) {
		var all model.Addresses
		var gaps []model.Gap
		if l.files.read(ctx, partAddresses, func() { all, gaps = addresses.Read(l.root) }) {
			n.Spaces[0].Addresses, n.Gaps = all, append(n.Gaps, gaps...)
		}
	}
	if need.Has(model.NeedHost) {
		var read model.Host
		if l.files.read(ctx, partHost, func() { read = l.host.Read() }) {
			n.Host = read
		}
	}
	n.Gaps = append(n.Gaps, l.files.gaps()...)
}

// users names the users of the sockets; they are known even if the owner is hidden.
func (l *local) users(sockets []model.Socket) map[uint32]safe.Text {
	users := map[uint32]safe.Text{}
	for i := range sockets {
		uid := sockets[i].UID
		if i > 0 && uid == sockets[i-1].UID { // neighbours often have the same user
			continue
		}
		if users[uid].Empty() {
			users[uid] = l.processes.User(uid)
		}
	}
	return users
}
