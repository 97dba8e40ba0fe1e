package dash

import (
	"runtime"
	"testing"
	"time"
)

func TestDashboardGivesMemoryBackAfterAPeak(t *testing.T) {
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	c := newBusyHost(200_000, 400)
	_, d, clock := startBusyHost(c)
	d.Keys("tab tab tab").Pass(clock, 5*time.Second)
	peak := heap() - before
	c.sockets, c.churn = 1000, 0
	d.Pass(clock, 20*time.Second)
	if kept := heap() - before; kept > 2<<20 {
		t.Errorf("%d MiB are kept of %d MiB at the peak", kept>>20, peak>>20)
	}
	runtime.KeepAlive(d)
}
