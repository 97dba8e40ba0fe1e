package pool_test

import (
	"fmt"
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/scene"
)

// twoSpaces have the same sockets, and ranges of 10 and of 100 ports.
const twoSpaces = `
	range 40000-40009
	tw-reuse 0
	unprivileged 1024
	process 1 a root
	tcp estab 10.0.0.1:40000 10.0.0.9:80 by 1
	tcp time-wait 10.0.0.1:40002 10.0.0.9:80 expires=1000
	tcp estab 10.0.0.1:40050 10.0.0.9:80 by 1
	tcp listen 0.0.0.0:40004 by 1
	udp unconn 0.0.0.0:40006 by 1
	netns 7
	range 40000-40099
	reserved 40090-40099
	unprivileged 2000
	tw-reuse 1
	tcp estab 10.0.0.1:40000 10.0.0.9:80 by 1
	tcp time-wait 10.0.0.1:40002 10.0.0.9:80 expires=1000
	tcp estab 10.0.0.1:40050 10.0.0.9:80 by 1
	tcp listen 0.0.0.0:40004 by 1
	udp unconn 0.0.0.0:40006 by 1`

// poolIn is the pool of destinations of a network namespace.
func poolIn(t *testing.T, m *moment.Moment, netns uint32) *pool.Pool {
	t.Helper()
	for i := range m.Pools.List {
		if p := &m.Pools.List[i]; p.ID.NetNS == netns && p.ID.Kind == pool.ToDestination {
			return p
		}
	}
	t.Fatalf("network namespace %d has no pool", netns)
	return nil
}

func TestEachNetworkNamespaceHasABudgetOfItsOwnRange(t *testing.T) {
	m := scene.Moment(twoSpaces)
	for netns, want := range map[uint32]string{0: "10 ports, 3 TCP, 1 UDP, 1 blocked", 7: "90 ports, 4 TCP, 1 UDP, 1 blocked"} {
		b := m.BudgetWith(netns)
		if got := fmt.Sprintf("%d ports, %d TCP, %d UDP, %d blocked", b.Size, b.TCP.Held(), b.UDP.Held(), b.Blocked); got != want {
			t.Errorf("network namespace %d: %s, want %s", netns, got, want)
		}
	}
	if m.OwnBudget() != m.BudgetWith(0) {
		t.Error("the own budget is not that of the first network namespace")
	}
}

func TestEachNetworkNamespaceHasPoolsOfItsOwnRangeAndSettings(t *testing.T) {
	m := scene.Moment(twoSpaces)
	for netns, want := range map[uint32]string{0: "2 of 9, 0 reusable", 7: "3 of 89, 1 reusable"} {
		p := poolIn(t, m, netns)
		if got := fmt.Sprintf("%d of %d, %d reusable", p.Held(), p.Size, p.Reusable); got != want {
			t.Errorf("network namespace %d: %s, want %s", netns, got, want)
		}
	}
}

func TestWhatIfStartsFromTheRangeOfThePoolsNetworkNamespace(t *testing.T) {
	m := scene.Moment(twoSpaces)
	for netns, want := range map[uint32]string{
		0: "same range no effect: true; tcp_tw_reuse no effect: false; widest 1024-65535",
		7: "same range no effect: false; tcp_tw_reuse no effect: true; widest 2000-65535",
	} {
		o := m.Try(poolIn(t, m, netns).ID, pool.Trial{Range: m.Own().Kernel.Ephemeral}, pool.Trial{Reuse: true})
		got := fmt.Sprintf("same range no effect: %v; tcp_tw_reuse no effect: %v; widest %s", len(o[0].NoEffect) > 0, len(o[1].NoEffect) > 0,
			pool.Widest(&m.SpaceWith(netns).Kernel).Safe())
		if got != want || o[0].Size != 9 {
			t.Errorf("network namespace %d: %s, and %d ports; want %s, and 9 ports", netns, got, o[0].Size, want)
		}
		if c, ok := (pool.Trial{Reuse: true}).Change(&m.SpaceWith(netns).Kernel, netns); !ok || c.NetNS != netns {
			t.Errorf("network namespace %d: the change is of %d", netns, c.NetNS)
		}
		all := new(pool.Evaluator).TryAll(&m.Ledger, pool.Trial{Reuse: true})(poolIn(t, m, netns).ID)
		if all.Size != o[1].Size || all.Reusable != o[1].Reusable || all.Reusable != 1 {
			t.Errorf("network namespace %d: %+v, and %+v for all pools", netns, o[1].Pool, all.Pool)
		}
	}
}

func TestRangeThatIsNotKnownLeavesOtherNetworkNamespacesTheirs(t *testing.T) {
	m := scene.Moment("tcp estab 10.0.0.1:40000 10.0.0.9:80\nnetns 7\nrange 40000-40009\ntcp estab 10.0.0.1:40000 10.0.0.9:80")
	if m.OwnBudget().Known || !m.BudgetWith(7).Known || m.BudgetWith(7).TCP.Held() != 1 {
		t.Errorf("budgets %+v", m.Budgets)
	}
	if m.Try(pool.PoolID{Kind: pool.ToDestination}, pool.Trial{Reuse: true}) != nil {
		t.Error("something was tried without a range")
	}
}

func TestChangedRangeBreaksTheTrendsOfItsNetworkNamespaceAlone(t *testing.T) {
	var line moment.Timeline
	at := func(second int, own string) *moment.Moment {
		text := fmt.Sprintf("at %ds\nrange %s\n", second, own)
		for _, netns := range []string{"", "netns 7\nrange 32768-60999\n"} {
			text += netns
			for i := range 40 * (second + 1) {
				text += fmt.Sprintf("tcp estab 10.0.0.1:%d 10.0.0.9:80\n", scene.Drawn(i))
			}
		}
		return line.Next(scene.New(text), time.Second)
	}
	var m *moment.Moment
	for second := range 12 {
		m = at(second, "32768-60999")
	}
	if !poolIn(t, m, 0).Trend.Growing || !poolIn(t, m, 7).Trend.Growing {
		t.Fatal("nothing grows")
	}
	m = at(12, "32768-61999")
	if poolIn(t, m, 0).Trend.Growing || !poolIn(t, m, 7).Trend.Growing {
		t.Errorf("trends %+v and %+v", poolIn(t, m, 0).Trend, poolIn(t, m, 7).Trend)
	}
}

func TestEqualEndsInTwoNetworkNamespacesAreTwoOfEverything(t *testing.T) {
	m := scene.Moment(twoSpaces)
	sockets, ports := map[model.SocketID]bool{}, map[model.PortID]bool{}
	for i := range m.Sockets {
		m.Sockets[i].Inode = 0 // which would tell listeners apart
		sockets[m.Sockets[i].ID()], ports[m.Sockets[i].PortID()] = true, true
	}
	if len(sockets) != 10 || len(ports) != 10 || len(m.Pools.List) != 4 {
		t.Errorf("%d sockets, %d ports, %d pools", len(sockets), len(ports), len(m.Pools.List))
	}
}
