package moment_test

import (
	"runtime"
	"testing"
	"time"

	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

// heap is how many bytes are in use when all that is free was collected.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestMemoryShrinksWhenSocketsEnd(t *testing.T) {
	var line moment.Timeline
	before := heap()
	for i, sockets := range []int{200_000, 200_000, 100, 100, 100, 100} {
		n := scene.Crowd(sockets)
		n.Taken = n.Taken.Add(time.Duration(i) * time.Second)
		m := line.Next(n, time.Second)
		row.ByPort(m, nil)
	}
	if kept := int64(heap()) - int64(before); kept > 4<<20 {
		t.Errorf("%d MiB are kept of a peak that is over", kept>>20)
	}
	runtime.KeepAlive(&line)
}
