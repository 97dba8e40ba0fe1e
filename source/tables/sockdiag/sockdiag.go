// Package sockdiag asks the kernel for its sockets through NETLINK_SOCK_DIAG, like ss.
// It needs no privilege, and no text is formatted and parsed. It provides more than
// /proc/net: the backlog limit of a listener, IPV6_V6ONLY, cookies, and sockets that are
// only bound. It also closes single sockets, through SOCK_DESTROY.
package sockdiag

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
	"berth/source/tables"
)

// Backend dumps the sockets of the network namespace in which it was opened. Only one
// goroutine at a time uses it.
type Backend struct {
	conn  *conn
	space model.SpaceID
	bound bool // this kernel lists sockets that are only bound
	known cookies
	size  int // number of sockets in the last snapshot
}

// arrays are the memory of one snapshot.
type arrays struct {
	sockets []model.Socket
	flows   []model.Flow
}

// Way reads the sockets of the running kernel with this package.
var Way = tables.Way{
	Name: model.Netlink.Name(), From: safe.Say("netlink"), Live: true,
	// Unlike /proc/net a dump never hangs, but a million sockets take seconds.
	Limit: time.Minute,
	Open: func(root string) (tables.Tables, error) {
		netns, _ := procfs.NetNS(root) // 0 if it is unknown
		b, err := Open(netns)
		if err != nil {
			return nil, err
		}
		return b, nil
	},
}

// Open takes the inode of the network namespace of this process.
func Open(netns uint32) (*Backend, error) {
	c, err := openConn()
	if err != nil {
		return nil, fmt.Errorf("open a netlink socket: %w", err)
	}
	return &Backend{conn: c, space: tables.Space(netns, c.fd), bound: listsBound()}, nil
}

// Close closes the netlink socket.
func (b *Backend) Close() error { return b.conn.close() }

// dump is one request to the kernel.
type dump struct {
	proto  model.Proto
	family byte // AF_UNSPEC: both families in one walk, only for TCP
	states uint32
	want   byte // requested attributes, as bits of idiag_ext
	drawn  bool // only sockets whose port the kernel chose; this needs a second dump
}

const (
	wantMemory = 1 << (attrMemory - 1)
	wantInfo   = 1 << (attrInfo - 1)
	listening  = uint32(1) << model.Listen
)

// dumps are made one after another. Listeners come first and alone: their hash table is
// small, and among TCP sockets only theirs have useful memory figures.
var dumps = []dump{
	{proto: model.TCP, states: listening, want: wantMemory},
	{proto: model.TCP, states: everyState &^ listening},
	{proto: model.UDP, family: unix.AF_INET, states: everyState, want: wantMemory},
	{proto: model.UDP, family: unix.AF_INET6, states: everyState, want: wantMemory},
}

// dumpsFor selects the dumps for a request. The cost of listening sockets does not depend
// on the number of connections.
func dumpsFor(want tables.Ask) []dump {
	if !want.Listeners {
		return dumps
	}
	return append(dumps[:1:1], dumps[2:]...)
}

// Sockets implements tables.Tables. A dump is not atomic, but it never contains a socket
// twice. Flows cost the kernel a sixth more.
func (b *Backend) Sockets(ctx context.Context, want tables.Ask) (tables.Result, error) {
	r, err := b.read(ctx, want)
	if Refused(err) {
		err = tables.Refusal(err)
	}
	return r, err
}

func (b *Backend) read(ctx context.Context, want tables.Ask) (t tables.Result, err error) {
	a := b.arrays(want.Flows)
	b.known.begin(b.size)
	for _, d := range dumpsFor(want) {
		if want.Flows && d.proto == model.TCP {
			d.want |= wantInfo
		}
		from := len(a.sockets)
		err := b.ask(ctx, d, &a, want.Flows)
		if retryable(err) {
			b.drop(&a, from) // try once more; the second result is final
			err = b.ask(ctx, d, &a, want.Flows)
		}
		switch {
		case errors.Is(err, errInterrupted):
			t.Gaps = append(t.Gaps, interruptedGap(safe.Format("%s sockets", d.proto)))
		case err != nil:
			return tables.Result{}, fmt.Errorf("ask the kernel for its %s sockets: %w", d.proto, err)
		}
	}
	if want.Drawn {
		switch err := b.markChosenPorts(ctx, want, a.sockets); {
		case errors.Is(err, errInterrupted):
			t.Gaps = append(t.Gaps, interruptedGap(safe.Say("ports that the kernel chose")))
		case err != nil:
			return tables.Result{}, fmt.Errorf("ask the kernel which ports it chose: %w", err)
		}
	}
	if want.Bound && !b.bound {
		t.Gaps = append(t.Gaps, model.Gap{What: safe.Say("bound sockets"), Why: safe.Say("this kernel does not list sockets that only hold a port; Linux 6.8 does")})
	}
	b.size = max(len(a.sockets), b.size*7/8) // shrink slowly: the number may rise again soon
	t.Sockets, t.Flows, t.Space = a.sockets, a.flows, b.space
	return t, nil
}

// retryable reports whether a dump should be retried.
func retryable(err error) bool { return errors.Is(err, errInterrupted) || errors.Is(err, unix.ENOBUFS) }

// interruptedGap is the gap of a dump that was interrupted twice.
func interruptedGap(what safe.Text) model.Gap {
	return model.Gap{What: what, Why: safe.Say("the table changed while it was read; some may be missing")}
}

// ask appends the sockets of a dump.
func (b *Backend) ask(ctx context.Context, d dump, a *arrays, flows bool) error {
	return b.conn.ask(ctx, d.request(), func(message []byte) error {
		n := len(a.sockets)
		if n == cap(a.sockets) {
			a.sockets = slices.Grow(a.sockets, max(n/2, 256))
		}
		a.sockets = a.sockets[:n+1]
		s := &a.sockets[n]
		var f *model.Flow
		if flows {
			a.flows = append(a.flows, model.Flow{})
			f = &a.flows[n]
		}
		if err := parseSocket(d.proto, message, s, f); err != nil {
			return err
		}
		s.NetNS = b.space.Inode
		if s.State == model.Bound {
			b.bound = true
		}
		if !b.known.add(s.Cookie) {
			b.truncate(a, n)
		}
		return nil
	})
}

// drop removes the sockets of a dump that failed.
func (b *Backend) drop(a *arrays, from int) {
	b.truncate(a, from)
	b.known.begin(b.size)
	for i := range a.sockets {
		b.known.add(a.sockets[i].Cookie)
	}
}

func (b *Backend) truncate(a *arrays, n int) {
	a.sockets = a.sockets[:n]
	a.flows = a.flows[:min(n, len(a.flows))]
}

// arrays allocates room for the sockets of the last snapshot and a few more, because
// growing would double the cost.
func (b *Backend) arrays(flows bool) arrays {
	room := b.size + b.size/32 + 64
	a := arrays{sockets: make([]model.Socket, 0, room)}
	if flows {
		a.flows = make([]model.Flow, 0, room)
	}
	return a
}

// listsBound reports whether the kernel is new enough to list sockets that are only
// bound. A kernel with a backport is recognised at its first such socket.
func listsBound() bool {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return false
	}
	var major, minor int
	if _, err := fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major > 6 || major == 6 && minor >= 8
}
