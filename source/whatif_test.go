package source

import (
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/source/worlds"
)

// try returns the outcomes of trials for the pool from the first address to a.
func (q *poolTest) try(trials ...pool.Trial) []pool.Outcome {
	q.Helper()
	m := new(moment.Timeline).Next(sample(q.T, q.l, model.NeedDrawn|model.NeedBound|model.NeedKernel), time.Second)
	return m.Try(pool.PoolID{
		NetNS: worlds.NetNS(q.T), Source: model.AddrFrom(q.Here[0]),
		Dest: model.Endpoint{Addr: model.AddrFrom(q.a().Addr()), Port: q.a().Port()},
	}, trials...)
}

// The predicted numbers must be what the kernel provides once the range is set.
func TestWhatIfPredictsThePortsOfAWiderRange(t *testing.T) {
	inPoolTest(t, func(q *poolTest) {
		listenOn(q.T, "127.0.0.1:20051")
		listenOn(q.T, "127.0.0.1:19960")
		listenOn(q.T, "127.0.0.1:19961")
		q.set("ip_local_reserved_ports", "19961-19970")
		q.openSockets(1, socketSpec{bind: netip.AddrPortFrom(q.Here[0], 20105), to: q.a()})
		q.openSockets(2, socketSpec{bind: netip.AddrPortFrom(q.Here[1], 0)})
		q.fill(socketSpec{to: q.a()}, unix.EADDRNOTAVAIL)

		// Use an even number of ports: of an odd number, connect skips a different port each
		// time (remaining &= ~1U in __inet_hash_connect).
		wide, _ := model.RangeOf(19950, 20109)
		outcomes := q.try(pool.Trial{}, pool.Trial{Range: wide}, pool.Trial{Sources: 2}, pool.Trial{Range: wide, Sources: 2})
		if left := outcomes[0].Left(); left != 0 {
			t.Fatalf("berth predicts %d ports where the kernel has none: %+v", left, outcomes[0].Pool)
		}
		var inside []string
		for _, in := range outcomes[1].Fresh() {
			inside = append(inside, in.Words().String())
		}
		if len(inside) != 1 {
			t.Errorf("inside then: %v, want 19960 alone", inside)
		}
		other := socketSpec{bind: netip.AddrPortFrom(q.Here[1], 0), noPort: true, to: q.a()}
		if got, want := q.fill(other, unix.EADDRNOTAVAIL), outcomes[2].Left(); got != want {
			t.Errorf("from another address the kernel had %d ports, on paper %d", got, want)
		}
		q.set("ip_local_port_range", "19950 20109")
		if got, want := q.fill(socketSpec{to: q.a()}, unix.EADDRNOTAVAIL), outcomes[1].Left(); got != want {
			t.Errorf("with the wider range the kernel had %d ports, on paper %d", got, want)
		}
		if got, want := outcomes[1].Size+q.fill(other, unix.EADDRNOTAVAIL)+outcomes[2].Left(), outcomes[3].Size; got != want {
			t.Errorf("with both the kernel had %d ports, on paper %d", got, want)
		}
	})
}

func TestWhatIfPredictsTheReusablePorts(t *testing.T) {
	inPoolTest(t, func(q *poolTest) {
		q.set("tcp_tw_reuse", "2")
		q.openAndClose(10, socketSpec{to: q.a()}, func() pool.Pool { return q.pool(pool.ToDestination, q.Here[0], q.a()) })
		q.waitUntilOld()
		outcomes := q.try(pool.Trial{}, pool.Trial{Reuse: true})
		now := q.fill(socketSpec{to: q.a()}, unix.EADDRNOTAVAIL)
		q.set("tcp_tw_reuse", "1")
		then := now + q.fill(socketSpec{to: q.a()}, unix.EADDRNOTAVAIL)
		if now != outcomes[0].Left() || then != outcomes[1].Left() || then != now+10 {
			t.Errorf("the kernel had %d ports, and with tcp_tw_reuse %d; on paper %d and %d", now, then, outcomes[0].Left(), outcomes[1].Left())
		}
	})
}
