package source

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/source/worlds"
)

// The ephemeral range of these tests. connect prefers ports at an even distance from the first
// one, which here are the even ports.
const (
	rangeLow   = 20000
	rangePorts = 100
)

// poolTest is a network namespace of the test with a hundred ephemeral ports.
type poolTest struct {
	*testing.T
	*worlds.Link
	l *local
}

// inPoolTest runs body in such a namespace.
func inPoolTest(t *testing.T, body func(q *poolTest)) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		q := &poolTest{t, worlds.NewLink(t), open(t, Spec{Root: "/proc", Etc: "/etc"})}
		q.set("ip_local_port_range", fmt.Sprintf("%d %d", rangeLow, rangeLow+rangePorts-1))
		q.set("tcp_tw_reuse", "0")
		// On a busy machine the peer may send its FIN twice and answer the second ACK with a
		// reset, which would end a TIME-WAIT early.
		q.set("tcp_rfc1337", "1")
		body(q)
	})
}

// set writes a setting of the network namespace of the test.
func (q *poolTest) set(name, value string) {
	q.Helper()
	if err := os.WriteFile("/proc/sys/net/ipv4/"+name, []byte(value), 0o644); err != nil {
		q.Fatal(err)
	}
}

// hasSetting reports whether the kernel has a setting.
func (q *poolTest) hasSetting(name string) bool {
	_, err := os.Stat("/proc/sys/net/ipv4/" + name)
	return err == nil
}

// a and b are two destinations on the peer's side.
func (q *poolTest) a() netip.AddrPort { return netip.AddrPortFrom(q.There[0], q.Ports[0]) }
func (q *poolTest) b() netip.AddrPort { return netip.AddrPortFrom(q.There[1], q.Ports[1]) }

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

// socketSpec says how to open a socket.
type socketSpec struct {
	bind   netip.AddrPort // bind to this first, if valid
	noPort bool           // set IP_BIND_ADDRESS_NO_PORT: bind only the address
	kind   int            // 0: SOCK_STREAM
	to     netip.AddrPort // connect to this, if valid
}

// tryOpen opens a socket until the end of the test, or returns the error of the kernel.
func (q *poolTest) tryOpen(w socketSpec) (fd int, err error) {
	q.Helper()
	family := unix.AF_INET6
	if a := w.to; a.IsValid() && a.Addr().Is4() || !a.IsValid() && w.bind.Addr().Is4() {
		family = unix.AF_INET
	}
	if w.kind == 0 {
		w.kind = unix.SOCK_STREAM
	}
	fd, err = unix.Socket(family, w.kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		q.Fatal(err)
	}
	if w.noPort {
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1); err != nil {
			q.Fatal(err)
		}
	}
	if w.bind.IsValid() {
		err = unix.Bind(fd, sockaddr(w.bind))
	}
	if err == nil && w.to.IsValid() {
		err = unix.Connect(fd, sockaddr(w.to))
	}
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	q.Cleanup(func() { unix.Close(fd) })
	return fd, nil
}

// openSockets opens n sockets.
func (q *poolTest) openSockets(n int, w socketSpec) (fds []int) {
	q.Helper()
	for i := range n {
		fd, err := q.tryOpen(w)
		if err != nil {
			q.Fatalf("socket %d of %d: %v", i+1, n, err)
		}
		fds = append(fds, fd)
	}
	return fds
}

// fill opens sockets until the kernel has no port left, and returns their number.
func (q *poolTest) fill(w socketSpec, full error) int {
	q.Helper()
	for n := 0; ; n++ {
		switch _, err := q.tryOpen(w); {
		case errors.Is(err, full):
			return n
		case err != nil:
			q.Fatalf("socket %d: %v", n+1, err)
		case n > rangePorts:
			q.Fatalf("the kernel had %d ports for %+v", n, w)
		}
	}
}

// pool returns berth's pool of this kind from a source, and to a destination if given.
func (q *poolTest) pool(kind pool.PoolKind, source netip.Addr, to ...netip.AddrPort) pool.Pool {
	q.Helper()
	var m *moment.Moment
	worlds.Until(q.T, "the range to be read", func() bool { // on a busy machine a sample may miss it
		m = new(moment.Timeline).Next(sample(q.T, q.l, model.NeedDrawn|model.NeedBound|model.NeedKernel), time.Second)
		return m.Own().Kernel.Ephemeral.Known
	})
	want := pool.PoolID{NetNS: worlds.NetNS(q.T), Kind: kind, Source: model.AddrFrom(source)}
	for _, to := range to {
		want.Dest = model.Endpoint{Addr: model.AddrFrom(to.Addr()), Port: to.Port()}
	}
	for i := range m.Pools.List {
		if m.Pools.List[i].ID == want {
			return m.Pools.List[i]
		}
	}
	q.Fatalf("no pool of kind %s from %s to %v; there are %+v, of %+v; gaps %+v", kind.Name(), source, to, m.Pools.List, m.Sockets, m.Gaps)
	return pool.Pool{}
}

// wantPool checks the numbers of a pool.
func (q *poolTest) wantPool(what string, p pool.Pool, held, size, left int) {
	q.Helper()
	if p.Held() != held || p.Size != size || p.Left() != left {
		q.Errorf("%s: %d of %d held, %d left, want %d of %d and %d: %+v", what, p.Held(), p.Size, p.Left(), held, size, left, p)
	}
}

// checkExhausted fills the pool from the first address to destination a. It compares what berth says
// before and after with the number of ports that the kernel had.
func (q *poolTest) checkExhausted(held, size, left int) {
	q.Helper()
	here, a := q.Here[0], q.a()
	q.wantPool("before", q.pool(pool.ToDestination, here, a), held, size, left)
	if got := q.fill(socketSpec{to: a}, unix.EADDRNOTAVAIL); got != left {
		q.Errorf("the kernel had %d ports left, berth said %d", got, left)
	}
	after := q.pool(pool.ToDestination, here, a)
	q.wantPool("after", after, size, size, 0)
	if _, err := q.tryOpen(socketSpec{to: q.b()}); err != nil {
		q.Errorf("to another destination: %v", err)
	}
	q.wantPool("the other", q.pool(pool.ToDestination, here, q.b()), 1, size, size-1)
}
