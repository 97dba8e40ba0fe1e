package source

import (
	"io"
	"net"
	"net/netip"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/pool"
	"berth/source/worlds"
)

func TestPoolOfADestinationAgreesWithTheKernel(t *testing.T) {
	any := netip.IPv4Unspecified()
	for name, c := range map[string]struct {
		held, size, left int
		set              func(q *poolTest)
	}{
		"nothing blocks": {1, 100, 99, func(q *poolTest) {}},
		"reserved ports": {1, 88, 87, func(q *poolTest) {
			q.set("ip_local_reserved_ports", "20010-20019,20050,20099-20200")
		}},
		"listeners": {1, 98, 97, func(q *poolTest) {
			listenOn(q.T, "127.0.0.1:20051")
			listenOn(q.T, q.Here[1].String()+":20052")
		}},
		"sockets that are only bound": {1, 95, 94, func(q *poolTest) {
			q.openSockets(2, socketSpec{bind: netip.AddrPortFrom(q.Here[1], 0)})
			q.openSockets(3, socketSpec{bind: netip.AddrPortFrom(any, 0)})
		}},
		"ports asked for by number": {1, 98, 97, func(q *poolTest) {
			q.openSockets(1, socketSpec{bind: netip.AddrPortFrom(q.Here[0], 20070), to: q.a()})
			q.openSockets(1, socketSpec{bind: netip.AddrPortFrom(q.Here[1], 20071), to: q.b()})
		}},
		"an address bound without a port does not count as bound first": {2, 100, 98, func(q *poolTest) {
			q.openSockets(1, socketSpec{bind: netip.AddrPortFrom(q.Here[0], 0), noPort: true, to: q.a()})
			q.openSockets(3, socketSpec{bind: netip.AddrPortFrom(q.Here[1], 0), noPort: true, to: q.a()})
		}},
		"IPv4 in IPv6 sockets": {8, 100, 92, func(q *poolTest) {
			q.openSockets(7, socketSpec{to: netip.AddrPortFrom(netip.AddrFrom16(q.There[0].As16()), q.Ports[0])})
		}},
		"UDP and IPv6 have their own pools": {1, 100, 99, func(q *poolTest) {
			q.openSockets(5, socketSpec{kind: unix.SOCK_DGRAM, to: q.a()})
			q.openSockets(5, socketSpec{to: netip.AddrPortFrom(q.There[2], q.Ports[0])})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inPoolTest(t, func(q *poolTest) {
				c.set(q)
				q.openSockets(1, socketSpec{to: q.a()})
				q.checkExhausted(c.held, c.size, c.left)
			})
		})
	}
}

// Sockets that were bound before connect are recognised by their ports. That is no longer possible
// once connect has used all of its own ports and takes the others.
func TestPortBoundBeforeConnectIsBlockedForEveryDestination(t *testing.T) {
	for _, ports := range []string{"20000 20099", "20001 20100"} {
		t.Run(ports, func(t *testing.T) {
			inPoolTest(t, func(q *poolTest) {
				q.set("ip_local_port_range", ports)
				q.openSockets(1, socketSpec{to: q.a()})
				q.openSockets(10, socketSpec{bind: netip.AddrPortFrom(q.Here[0], 0), to: q.a()})
				before := q.pool(pool.ToDestination, q.Here[0], q.a())
				q.wantPool("before", before, 1, 90, 89)
				if p := q.pool(pool.FromSource, q.Here[0]); p.Guessed != 10 || p.Held() != 11 {
					t.Errorf("of the source: %+v", p)
				}
				if got := q.fill(socketSpec{to: q.a()}, unix.EADDRNOTAVAIL); got != before.Left() {
					t.Errorf("the kernel had %d ports left, berth said %d", got, before.Left())
				}
				if after := q.pool(pool.ToDestination, q.Here[0], q.a()); after.Left() != 0 {
					t.Errorf("after: %+v", after)
				}
			})
		})
	}
}

// openAndClose opens connections to a destination and closes them from this side.
func (q *poolTest) openAndClose(n int, w socketSpec, pool func() pool.Pool) {
	q.Helper()
	for _, fd := range q.openSockets(n, w) {
		if err := unix.Shutdown(fd, unix.SHUT_RDWR); err != nil {
			q.Fatal(err)
		}
	}
	worlds.Until(q.T, "connections to be in TIME-WAIT", func() bool { return pool().Use.TimeWait == n })
}

// waitUntilOld waits until all connections in TIME-WAIT are older than one second.
func (q *poolTest) waitUntilOld() {
	q.Helper()
	worlds.Until(q.T, "them to be older than a second", func() bool {
		return !slices.ContainsFunc(sample(q.T, q.l, 0).Sockets, func(s model.Socket) bool { return s.State == model.TimeWait && s.Expires > 58_900 })
	})
}

func TestReusablePortsInTimeWaitAgreeWithTheKernel(t *testing.T) {
	for name, c := range map[string]struct {
		reuse, delay string
		reusable     int
	}{
		"tcp_tw_reuse 0":     {"0", "", 0},
		"tcp_tw_reuse 1":     {"1", "", 10},
		"tcp_tw_reuse 2":     {"2", "", 0},
		"tcp_tw_reuse_delay": {"1", "50000", 0},
	} {
		t.Run(name, func(t *testing.T) {
			inPoolTest(t, func(q *poolTest) {
				q.set("tcp_tw_reuse", c.reuse)
				if c.delay != "" {
					if !q.hasSetting("tcp_tw_reuse_delay") {
						t.Skip("SKIPPED: this kernel has no tcp_tw_reuse_delay; it comes with Linux 6.14")
					}
					q.set("tcp_tw_reuse_delay", c.delay)
				}
				pool := func() pool.Pool { return q.pool(pool.ToDestination, q.Here[0], q.a()) }
				q.openAndClose(10, socketSpec{to: q.a()}, pool)
				q.waitUntilOld()
				left := 90 + c.reusable
				q.wantPool("before", pool(), 10, 100, left)
				if got := q.fill(socketSpec{to: q.a()}, unix.EADDRNOTAVAIL); got != left {
					t.Errorf("the kernel had %d ports left, berth said %d", got, left)
				}
				q.wantPool("after", pool(), 100, 100, 0)
			})
		})
	}
}

func TestLoopbackReusesTimeWaitByDefault(t *testing.T) {
	inPoolTest(t, func(q *poolTest) {
		q.set("tcp_tw_reuse", "2")
		// The server is outside the range: it would block a port of it.
		l, err := net.Listen("tcp", "127.0.0.1:1080")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() { // ends with the listener
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() { _, _ = io.Copy(io.Discard, c); c.Close() }()
			}
		}()
		to := netip.MustParseAddrPort("127.0.0.1:1080")
		pool := func() pool.Pool { return q.pool(pool.ToDestination, to.Addr(), to) }
		q.openAndClose(10, socketSpec{to: to}, pool)
		worlds.Until(t, "TIME-WAIT of loopback to be reusable", func() bool { return pool().Reusable == 10 })
		if p := pool(); !p.ID.Loopback() || p.Left() != 100 {
			t.Errorf("before: %+v", p)
		}
		if got := q.fill(socketSpec{to: to}, unix.EADDRNOTAVAIL); got != 100 {
			t.Errorf("the kernel had %d ports left, berth said 100", got)
		}
	})
}

func TestPoolOfASourceAgreesWithTheKernel(t *testing.T) {
	any := netip.IPv4Unspecified()
	for name, c := range map[string]struct {
		held   int
		source func(q *poolTest) netip.Addr
		set    func(q *poolTest)
	}{
		"of one address": {9, func(q *poolTest) netip.Addr { return q.Here[0] }, func(q *poolTest) {
			q.openSockets(1, socketSpec{bind: netip.AddrPortFrom(q.Here[1], 20098)})
			q.openSockets(4, socketSpec{bind: netip.AddrPortFrom(q.Here[0], 0), to: q.a()})
			q.openSockets(2, socketSpec{bind: netip.AddrPortFrom(any, 0)})
			q.openSockets(3, socketSpec{to: q.a()})
		}},
		"of all addresses": {10, func(*poolTest) netip.Addr { return any }, func(q *poolTest) {
			q.openSockets(1, socketSpec{bind: netip.AddrPortFrom(q.Here[1], 20098)})
			q.openSockets(4, socketSpec{bind: netip.AddrPortFrom(q.Here[0], 0), to: q.a()})
			q.openSockets(2, socketSpec{bind: netip.AddrPortFrom(any, 0)})
			q.openSockets(3, socketSpec{to: q.a()})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inPoolTest(t, func(q *poolTest) {
				c.set(q)
				source := c.source(q)
				before := q.pool(pool.FromSource, source)
				q.wantPool("before", before, c.held, 100, 100-c.held)
				if got := q.fill(socketSpec{bind: netip.AddrPortFrom(source, 0)}, unix.EADDRINUSE); got != before.Left() {
					t.Errorf("the kernel had %d ports left, berth said %d", got, before.Left())
				}
				q.wantPool("after", q.pool(pool.FromSource, source), 100, 100, 0)
			})
		})
	}
}

func TestDatagramSocketsShareOnePool(t *testing.T) {
	inPoolTest(t, func(q *poolTest) {
		q.openSockets(3, socketSpec{kind: unix.SOCK_DGRAM, to: q.a()})
		q.openSockets(4, socketSpec{kind: unix.SOCK_DGRAM, to: q.b()})
		q.openSockets(2, socketSpec{kind: unix.SOCK_DGRAM, bind: netip.AddrPortFrom(q.Here[0], 0)})
		pool := func() pool.Pool { return q.pool(pool.OfUDP, netip.IPv4Unspecified()) }
		q.wantPool("before", pool(), 9, 100, 91)
		if got := q.fill(socketSpec{kind: unix.SOCK_DGRAM, to: q.a()}, unix.EAGAIN); got != 91 {
			t.Errorf("the kernel had %d ports left, berth said 91", got)
		}
		q.wantPool("after", pool(), 100, 100, 0)
	})
}
