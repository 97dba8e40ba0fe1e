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

func TestKernelHasAPortForEachDestinationUntilBerthSaysNoneIsLeft(t *testing.T) {
	any := netip.IPv4Unspecified()
	for name, c := range map[string]struct {
		held, size, left int
		set              func(q *quay)
	}{
		"nothing blocks": {1, 100, 99, func(q *quay) {}},
		"reserved ports": {1, 88, 87, func(q *quay) {
			q.set("ip_local_reserved_ports", "20010-20019,20050,20099-20200")
		}},
		"listeners": {1, 98, 97, func(q *quay) {
			listenOn(q.T, "127.0.0.1:20051")
			listenOn(q.T, q.Here[1].String()+":20052")
		}},
		"sockets that are only bound": {1, 95, 94, func(q *quay) {
			q.open(2, way{bind: netip.AddrPortFrom(q.Here[1], 0)})
			q.open(3, way{bind: netip.AddrPortFrom(any, 0)})
		}},
		"ports asked for by number": {1, 98, 97, func(q *quay) {
			q.open(1, way{bind: netip.AddrPortFrom(q.Here[0], 20070), to: q.a()})
			q.open(1, way{bind: netip.AddrPortFrom(q.Here[1], 20071), to: q.b()})
		}},
		"an address bound without a port is no bind-first": {2, 100, 98, func(q *quay) {
			q.open(1, way{bind: netip.AddrPortFrom(q.Here[0], 0), noPort: true, to: q.a()})
			q.open(3, way{bind: netip.AddrPortFrom(q.Here[1], 0), noPort: true, to: q.a()})
		}},
		"IPv4 in IPv6 sockets": {8, 100, 92, func(q *quay) {
			q.open(7, way{to: netip.AddrPortFrom(netip.AddrFrom16(q.There[0].As16()), q.Ports[0])})
		}},
		"UDP and IPv6 stand apart": {1, 100, 99, func(q *quay) {
			q.open(5, way{kind: unix.SOCK_DGRAM, to: q.a()})
			q.open(5, way{to: netip.AddrPortFrom(q.There[2], q.Ports[0])})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			atQuay(t, func(q *quay) {
				c.set(q)
				q.open(1, way{to: q.a()})
				q.exhausts(c.held, c.size, c.left)
			})
		})
	}
}

// Connections that were bound first are told by their ports, and those tell nothing
// once connect has used up its own and takes the others.
func TestBoundBeforeConnectBlocksForEveryDestination(t *testing.T) {
	for _, ports := range []string{"20000 20099", "20001 20100"} {
		t.Run(ports, func(t *testing.T) {
			atQuay(t, func(q *quay) {
				q.set("ip_local_port_range", ports)
				q.open(1, way{to: q.a()})
				q.open(10, way{bind: netip.AddrPortFrom(q.Here[0], 0), to: q.a()})
				before := q.pool(pool.ToDestination, q.Here[0], q.a())
				q.is("before", before, 1, 90, 89)
				if p := q.pool(pool.FromSource, q.Here[0]); p.Guessed != 10 || p.Held() != 11 {
					t.Errorf("of the source: %+v", p)
				}
				if got := q.fill(way{to: q.a()}, unix.EADDRNOTAVAIL); got != before.Left() {
					t.Errorf("the kernel had %d ports left, berth said %d", got, before.Left())
				}
				if after := q.pool(pool.ToDestination, q.Here[0], q.a()); after.Left() != 0 {
					t.Errorf("after: %+v", after)
				}
			})
		})
	}
}

// closed opens connections to a destination and ends them from this side.
func (q *quay) closed(n int, w way, pool func() pool.Pool) {
	q.Helper()
	for _, fd := range q.open(n, w) {
		if err := unix.Shutdown(fd, unix.SHUT_RDWR); err != nil {
			q.Fatal(err)
		}
	}
	worlds.Until(q.T, "connections to be in TIME-WAIT", func() bool { return pool().Use.TimeWait == n })
}

// aged waits until all connections in TIME-WAIT are older than a second.
func (q *quay) aged() {
	q.Helper()
	worlds.Until(q.T, "them to be older than a second", func() bool {
		return !slices.ContainsFunc(sample(q.T, q.l, 0).Sockets, func(s model.Socket) bool { return s.State == model.TimeWait && s.Expires > 58_900 })
	})
}

func TestKernelGivesPortsInTimeWaitAgainWhereBerthSaysSo(t *testing.T) {
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
			atQuay(t, func(q *quay) {
				q.set("tcp_tw_reuse", c.reuse)
				if c.delay != "" {
					if !q.has("tcp_tw_reuse_delay") {
						t.Skip("SKIPPED: this kernel has no tcp_tw_reuse_delay; it comes with Linux 6.14")
					}
					q.set("tcp_tw_reuse_delay", c.delay)
				}
				pool := func() pool.Pool { return q.pool(pool.ToDestination, q.Here[0], q.a()) }
				q.closed(10, way{to: q.a()}, pool)
				q.aged()
				left := 90 + c.reusable
				q.is("before", pool(), 10, 100, left)
				if got := q.fill(way{to: q.a()}, unix.EADDRNOTAVAIL); got != left {
					t.Errorf("the kernel had %d ports left, berth said %d", got, left)
				}
				q.is("after", pool(), 100, 100, 0)
			})
		})
	}
}

func TestLoopbackReusesTimeWaitAsTheKernelIsSetByDefault(t *testing.T) {
	atQuay(t, func(q *quay) {
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
		q.closed(10, way{to: to}, pool)
		worlds.Until(t, "TIME-WAIT of loopback to be reusable", func() bool { return pool().Reusable == 10 })
		if p := pool(); !p.ID.Loopback() || p.Left() != 100 {
			t.Errorf("before: %+v", p)
		}
		if got := q.fill(way{to: to}, unix.EADDRNOTAVAIL); got != 100 {
			t.Errorf("the kernel had %d ports left, berth said 100", got)
		}
	})
}

func TestKernelHasAPortToBindUntilBerthSaysNoneIsLeft(t *testing.T) {
	any := netip.IPv4Unspecified()
	for name, c := range map[string]struct {
		held   int
		source func(q *quay) netip.Addr
		set    func(q *quay)
	}{
		"of one address": {9, func(q *quay) netip.Addr { return q.Here[0] }, func(q *quay) {
			q.open(1, way{bind: netip.AddrPortFrom(q.Here[1], 20098)})
			q.open(4, way{bind: netip.AddrPortFrom(q.Here[0], 0), to: q.a()})
			q.open(2, way{bind: netip.AddrPortFrom(any, 0)})
			q.open(3, way{to: q.a()})
		}},
		"of all addresses": {10, func(*quay) netip.Addr { return any }, func(q *quay) {
			q.open(1, way{bind: netip.AddrPortFrom(q.Here[1], 20098)})
			q.open(4, way{bind: netip.AddrPortFrom(q.Here[0], 0), to: q.a()})
			q.open(2, way{bind: netip.AddrPortFrom(any, 0)})
			q.open(3, way{to: q.a()})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			atQuay(t, func(q *quay) {
				c.set(q)
				source := c.source(q)
				before := q.pool(pool.FromSource, source)
				q.is("before", before, c.held, 100, 100-c.held)
				if got := q.fill(way{bind: netip.AddrPortFrom(source, 0)}, unix.EADDRINUSE); got != before.Left() {
					t.Errorf("the kernel had %d ports left, berth said %d", got, before.Left())
				}
				q.is("after", q.pool(pool.FromSource, source), 100, 100, 0)
			})
		})
	}
}

func TestDatagramSocketsDrawFromOnePool(t *testing.T) {
	atQuay(t, func(q *quay) {
		q.open(3, way{kind: unix.SOCK_DGRAM, to: q.a()})
		q.open(4, way{kind: unix.SOCK_DGRAM, to: q.b()})
		q.open(2, way{kind: unix.SOCK_DGRAM, bind: netip.AddrPortFrom(q.Here[0], 0)})
		pool := func() pool.Pool { return q.pool(pool.OfUDP, netip.IPv4Unspecified()) }
		q.is("before", pool(), 9, 100, 91)
		if got := q.fill(way{kind: unix.SOCK_DGRAM, to: q.a()}, unix.EAGAIN); got != 91 {
			t.Errorf("the kernel had %d ports left, berth said 91", got)
		}
		q.is("after", pool(), 100, 100, 0)
	})
}
