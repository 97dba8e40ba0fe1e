package source

import (
	"context"
	"net"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/procfs"
	"berth/source/procnet"
	"berth/source/sockdiag"
)

// patientDump bounds a dump through netlink. It never hangs as /proc/net can,
// but a million sockets take it seconds.
const patientDump = time.Minute

// tables are the sockets of one moment and where they were read.
type tables struct {
	*sockdiag.Tables
	name model.Safe
}

// backend reads the socket tables: through netlink until the kernel refuses
// that, then from /proc/net for good. It is used by one goroutine at a time.
type backend struct {
	diag    *sockdiag.Backend // nil: not to be asked
	proc    *procnet.Backend
	only    bool      // netlink was asked for by name: no other will do
	refusal model.Gap // why netlink is not used, where it should have been
	refused bool
	devices devices
}

func openBackend(spec Spec) (*backend, error) {
	proc, err := procnet.Open(spec.Root)
	if err != nil {
		return nil, err
	}
	b := &backend{proc: proc, only: spec.Backend == model.Netlink}
	if spec.Backend == model.Procfs || !b.only && !living(spec.Root) {
		return b, nil
	}
	netns, _ := procfs.NetNS(spec.Root) // procnet makes a gap of it
	if b.diag, err = sockdiag.Open(netns); err != nil && b.only {
		return nil, err
	} else if err != nil {
		b.refuse(err)
	}
	return b, nil
}

// living reports whether root is the proc file system of a running kernel, and
// not one that somebody has written: netlink would tell of another machine.
func living(root string) bool {
	var st unix.Statfs_t
	return unix.Statfs(root, &st) == nil && st.Type == unix.PROC_SUPER_MAGIC
}

// read reads every socket.
func (b *backend) read(ctx context.Context, need model.Need) (*tables, error) {
	if b.diag != nil {
		within, cancel := context.WithTimeout(ctx, patientDump)
		defer cancel()
		t, err := b.diag.Sockets(within, sockdiag.Ask{
			Flows: need.Has(model.NeedFlows), Bound: need.Has(model.NeedBound),
			Drawn: need.Has(model.NeedDrawn), Listeners: need.Has(model.OnlyListeners),
		})
		if err == nil {
			return &tables{t, model.Netlink.Name()}, nil
		}
		if b.only || !sockdiag.Refused(err) {
			return nil, err
		}
		b.refuse(err)
	}
	within, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	sockets, gaps, err := b.proc.Sockets(within)
	if err != nil {
		return nil, err
	}
	gaps = append(gaps, b.proc.Untold(need)...)
	if b.refused {
		gaps = append(gaps, b.refusal)
	}
	return &tables{&sockdiag.Tables{Sockets: sockets, Gaps: gaps}, model.Procfs.Name()}, nil
}

// refuse gives netlink up, and remembers why.
func (b *backend) refuse(err error) {
	if b.diag != nil {
		b.diag.Close()
		b.diag = nil
	}
	b.refused = true
	b.refusal = model.Gap{What: model.Say("netlink"), Why: model.Concat(model.Sanitise(err.Error()), model.Say("; sockets are read from /proc/net"))}
}

// devices are the names of network interfaces by index. They are read when a
// socket is bound to one that is not known, and kept: an index is not given out
// again while its interface lives.
type devices map[uint32]model.Safe

// of are the names for the sockets of one moment; nil where none is bound.
func (d *devices) of(sockets []model.Socket) map[uint32]model.Safe {
	var named map[uint32]model.Safe
	for i := range sockets {
		index := sockets[i].Device
		if index == 0 || !named[index].Empty() {
			continue
		}
		if named == nil {
			named = map[uint32]model.Safe{}
		}
		if (*d)[index].Empty() {
			d.read()
		}
		if named[index] = (*d)[index]; named[index].Empty() {
			named[index] = model.Number(index) // it is gone by now
		}
	}
	return named
}

func (d *devices) read() {
	*d = devices{}
	found, err := net.Interfaces()
	if err != nil {
		return
	}
	for _, i := range found {
		(*d)[uint32(i.Index)] = model.Sanitise(i.Name)
	}
}
