// Package sockdiag asks the kernel for its sockets through NETLINK_SOCK_DIAG,
// which is what ss does: no privilege is needed, nothing is formatted and parsed
// as text, and it tells more than /proc/net (the backlog limit of a listener,
// IPV6_V6ONLY, cookies, sockets that are bound alone). It also closes single
// sockets, through SOCK_DESTROY.
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

// Backend dumps the sockets of the network namespace that the process was in
// when it was opened. One goroutine at a time uses it.
type Backend struct {
	conn  *conn
	space model.SpaceID
	bound bool // this kernel tells of sockets that are bound alone
	seen  cookies
	size  int // how many sockets there were the last time
}

// arrays are the memory of one snapshot.
type arrays struct {
	sockets []model.Socket
	flows   []model.Flow
}

// Way is how the sockets of the running kernel are read here.
var Way = tables.Way{
	Name: model.Netlink.Name(), From: safe.Say("netlink"), Live: true,
	// A dump never hangs as /proc/net can, but a million sockets take it seconds.
	Limit: time.Minute,
	Open: func(root string) (tables.Tables, error) {
		netns, _ := procfs.NetNS(root) // 0 where it cannot be told
		b, err := Open(netns)
		if err != nil {
			return nil, err
		}
		return b, nil
	},
}

// Open takes the inode of the network namespace that the process is in.
func Open(netns uint32) (*Backend, error) {
	c, err := openConn()
	if err != nil {
		return nil, fmt.Errorf("open a netlink socket: %w", err)
	}
	return &Backend{conn: c, space: tables.Space(netns, c.fd), bound: tellsBound()}, nil
}

// Close closes the netlink socket.
func (b *Backend) Close() error { return b.conn.close() }

// dump is one question to the kernel.
type dump struct {
	proto  model.Proto
	family byte // unspecified: both in one walk, which only TCP can
	states uint32
	want   byte // attributes that have to be asked for, as bits of idiag_ext
	drawn  bool // only sockets whose port the kernel chose: every dump is made twice for that
}

const (
	wantMemory = 1 << (attrMemory - 1)
	wantInfo   = 1 << (attrInfo - 1)
	listening  = uint32(1) << model.Listen
)

// dumps are asked one after another. Listeners come first and alone: their hash
// table is small, and only of them the memory's figures are of use.
var dumps = []dump{
	{proto: model.TCP, states: listening, want: wantMemory},
	{proto: model.TCP, states: everyState &^ listening},
	{proto: model.UDP, family: unix.AF_INET, states: everyState, want: wantMemory},
	{proto: model.UDP, family: unix.AF_INET6, states: everyState, want: wantMemory},
}

// wanted are the dumps that bring what is wanted. Listeners alone cost the same
// however many connections there are.
func wanted(want tables.Ask) []dump {
	if !want.Listeners {
		return dumps
	}
	return append(dumps[:1:1], dumps[2:]...)
}

// Sockets implements tables.Tables. A dump is no atomic picture, but a socket that
// moves meanwhile is never there twice. Flows cost the kernel a sixth more.
func (b *Backend) Sockets(ctx context.Context, want tables.Ask) (tables.Result, error) {
	r, err := b.read(ctx, want)
	if Refused(err) {
		err = tables.Refusal(err)
	}
	return r, err
}

func (b *Backend) read(ctx context.Context, want tables.Ask) (t tables.Result, err error) {
	a := b.arrays(want.Flows)
	b.seen.begin(b.size)
	for _, d := range wanted(want) {
		if want.Flows && d.proto == model.TCP {
			d.want |= wantInfo
		}
		from := len(a.sockets)
		err := b.ask(ctx, d, &a, want.Flows)
		if again(err) {
			b.drop(&a, from) // once more, and what comes then is what there is
			err = b.ask(ctx, d, &a, want.Flows)
		}
		switch {
		case errors.Is(err, errInterrupted):
			t.Gaps = append(t.Gaps, torn(safe.Concat(d.proto.Safe(), safe.Say(" sockets"))))
		case err != nil:
			return tables.Result{}, fmt.Errorf("ask the kernel for its %s sockets: %w", d.proto, err)
		}
	}
	if want.Drawn {
		switch err := b.markDrawn(ctx, want, a.sockets); {
		case errors.Is(err, errInterrupted):
			t.Gaps = append(t.Gaps, torn(safe.Say("ports that the kernel chose")))
		case err != nil:
			return tables.Result{}, fmt.Errorf("ask the kernel whose ports it chose: %w", err)
		}
	}
	if want.Bound && !b.bound {
		t.Gaps = append(t.Gaps, model.Gap{What: safe.Say("bound sockets"), Why: safe.Say("this kernel does not list sockets that only hold a port; Linux 6.8 does")})
	}
	b.size = max(len(a.sockets), b.size*7/8) // slowly after a fall: the next rise may be near
	t.Sockets, t.Flows, t.Space = a.sockets, a.flows, b.space
	return t, nil
}

// again reports that a dump is worth a second try.
func again(err error) bool { return errors.Is(err, errInterrupted) || errors.Is(err, unix.ENOBUFS) }

// torn is the gap of a dump that was interrupted twice.
func torn(what safe.Text) model.Gap {
	return model.Gap{What: what, Why: safe.Say("the table changed while it was read; some may be missing")}
}

// ask adds what a dump gives.
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
		if err := answer(d.proto, message, s, f); err != nil {
			return err
		}
		s.NetNS = b.space.Inode
		if s.State == model.Bound {
			b.bound = true
		}
		if !b.seen.add(s.Cookie) {
			b.cut(a, n)
		}
		return nil
	})
}

// drop forgets what a dump that failed has given.
func (b *Backend) drop(a *arrays, from int) {
	b.cut(a, from)
	b.seen.begin(b.size)
	for i := range a.sockets {
		b.seen.add(a.sockets[i].Cookie)
	}
}

func (b *Backend) cut(a *arrays, n int) {
	a.sockets = a.sockets[:n]
	a.flows = a.flows[:min(n, len(a.flows))]
}

// arrays is memory for as many sockets as there were last, and a few that came
// since: arrays that have to grow cost as much again.
func (b *Backend) arrays(flows bool) arrays {
	room := b.size + b.size/32 + 64
	a := arrays{sockets: make([]model.Socket, 0, room)}
	if flows {
		a.flows = make([]model.Flow, 0, room)
	}
	return a
}

// tellsBound reports whether the kernel is new enough to list sockets that are
// bound alone. A kernel that has the change from a later one shows it by the
// first such socket.
func tellsBound() bool {
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
