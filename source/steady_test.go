package source

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"berth/model"
)

// busyHost is the machine of the refresh budget: 1,000 sockets and 200 processes, of which a tenth
// own the sockets.
func busyHost(t testing.TB) Spec {
	t.Helper()
	inodes := map[int]uint64{}
	var processes strings.Builder
	for p := range 200 {
		var owned []uint64
		if p%10 == 0 {
			for i := range 50 {
				n := p/10*50 + i
				inodes[1024+n] = uint64(5000 + n)
				owned = append(owned, uint64(5000+n))
			}
		}
		processes.WriteString(processFiles(100+p, fmt.Sprintf("worker%d", p), owned...))
	}
	return procTree(t, inodes, processes.String())
}

func TestSampleWithoutChangesReadsNoProcess(t *testing.T) {
	spec, began := busyHost(t), time.Now()
	spec.now = func() time.Time { return began } // nothing becomes due
	// Every read of a process goes through a guard, which reads the clock to set the
	// deadline.
	var reads atomic.Int64
	spec.clock = func() time.Time { reads.Add(1); return time.Now() }
	l := open(t, spec)
	first := sample(t, l, model.NeedAll)
	known := 0
	for _, s := range first.Sockets {
		if s.Owner == model.OwnerKnown && s.OwnerCount == 1 {
			known++
		}
	}
	if len(first.Sockets) != 1000 || known != 1000 || len(first.Processes) != 20 {
		t.Fatalf("%d sockets, %d of them known, %d processes", len(first.Sockets), known, len(first.Processes))
	}
	const parts = 2 // kernel and host: facts of the machine, read in every sample
	if first := reads.Swap(0); first < 200+20+parts {
		t.Fatalf("the first sample made %d reads of 200 processes", first)
	}
	second := sample(t, l, model.NeedAll)
	if reads := reads.Load(); reads != parts {
		t.Errorf("%d reads, want %d of the machine and none of a process", reads, parts)
	}
	for i := range second.Sockets {
		if got, want := ownersOf(second, &second.Sockets[i]), ownersOf(first, &first.Sockets[i]); got != want {
			t.Fatalf("socket %d: %s, was %s", i, got, want)
		}
	}
	for i := range second.Processes {
		if second.Processes[i] != first.Processes[i] {
			t.Errorf("process %+v, was %+v", second.Processes[i], first.Processes[i])
		}
	}
}

func BenchmarkSteadySample(b *testing.B) {
	l := open(b, busyHost(b))
	ctx := context.Background()
	if _, err := l.Sample(ctx, model.NeedAll); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Sample(ctx, model.NeedAll); err != nil {
			b.Fatal(err)
		}
	}
}
