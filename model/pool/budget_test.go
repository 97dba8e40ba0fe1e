package pool_test

import (
	"math"
	"testing"

	"berth/model"
	"berth/model/pool"
	"berth/model/scene"
)

// budget is that of the first network namespace.
func budget(n *model.Snapshot) pool.Budget {
	all, _ := pool.BudgetOf(n)
	return all[0]
}

func TestEphemeralPortsInUseAreCountedOncePerProtocol(t *testing.T) {
	b := budget(scene.New(`
		range 32768-60999
		reserved 30000-33000 40000-40009 60999-65000
		process 9 pgbouncer postgres
		tcp estab 10.0.0.1:33001 10.0.0.9:5432 by 9
		tcp time-wait 10.0.0.1:33001 10.0.0.8:5432 by kernel
		tcp time-wait 10.0.0.1:33002 10.0.0.9:5432 by kernel
		tcp close-wait 10.0.0.1:33003 10.0.0.9:5432 by 9
		tcp listen 0.0.0.0:50000
		tcp time-wait 10.0.0.1:50000 10.0.0.7:9
		tcp estab 10.0.0.1:40000 10.0.0.9:5432
		tcp estab 10.0.0.1:22 10.0.0.9:40001
		udp unconn 0.0.0.0:33001
		udp established 10.0.0.1:33005 1.1.1.1:53
		tcp closed 0.0.0.0:0`))
	if !b.Known || b.Size != 60999-32768+1-(33000-32768+1)-10-1 {
		t.Errorf("known %v, size %d", b.Known, b.Size)
	}
	if want := (pool.Use{Established: 1, TimeWait: 2, Other: 1}); b.TCP != want {
		t.Errorf("TCP %+v, want %+v", b.TCP, want)
	}
	if want := (pool.Use{Established: 1, Other: 1}); b.UDP != want {
		t.Errorf("UDP %+v, want %+v", b.UDP, want)
	}
}

func TestBudgetAtTheEdges(t *testing.T) {
	for name, c := range map[string]struct {
		scene   string
		known   bool
		size    int
		percent float64
	}{
		"nothing in use":   {"range 32768-60999", true, 28232, 0},
		"one port, free":   {"range 5000-5000", true, 1, 0},
		"one port, held":   {"range 5000-5000\ntcp estab 1.1.1.1:5000 2.2.2.2:2", true, 1, 100},
		"all reserved":     {"range 5000-5009\nreserved 1-65535", true, 0, 100},
		"all reserved but": {"range 5000-5009\nreserved 1-5004 5006-65535\ntcp time-wait 1.1.1.1:5005 2.2.2.2:2", true, 1, 100},
		"every port":       {"range 0-65535", true, 65536, 0},
		"reversed":         {"range 60999-32768", false, 0, 0},
		"unread":           {"", false, 0, 0},
	} {
		b := budget(scene.New(c.scene))
		percent := b.Percent(b.TCP)
		if b.Known != c.known || b.Size != c.size || percent != c.percent {
			t.Errorf("%s: known %v size %d percent %v, want %v %d %v", name, b.Known, b.Size, percent, c.known, c.size, c.percent)
		}
		if math.IsNaN(percent) || math.IsInf(percent, 0) {
			t.Errorf("%s: percent %v", name, percent)
		}
	}
	if b := budget(&model.Snapshot{Spaces: []model.Space{{Kernel: model.Kernel{Ephemeral: model.Range{Low: 9, High: 1, Known: true}}}}}); b.Known {
		t.Error("a reversed range counts as known")
	}
}

func TestReservedPortsThatCouldNotBeReadReserveNothing(t *testing.T) {
	n := scene.New("range 5000-5009\nreserved 5000-5009")
	n.Own().Kernel.ReservedOK = false
	if b := budget(n); b.Size != 10 || !n.Own().Kernel.Draws(5003) {
		t.Errorf("size %d, draws 5003: %v", b.Size, n.Own().Kernel.Draws(5003))
	}
}

func TestRatioIsAlwaysAFiniteNumber(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        float64
	}{{0, 0, 1}, {5, 0, 1}, {0, 5, 0}, {-1, 5, 0}, {1, -1, 1}, {1, 4, 0.25}, {5, 4, 1.25}} {
		if got := pool.Ratio(c.part, c.whole); got != c.want {
			t.Errorf("Ratio(%d, %d) = %v, want %v", c.part, c.whole, got, c.want)
		}
	}
}
