package source

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"berth/model"
)

// host is the machine that the budget of a refresh speaks of: 1,000 sockets,
// 200 processes, a tenth of which hold them.
func busyHost(t testing.TB) Spec {
	t.Helper()
	inodes := map[int]uint64{}
	var people strings.Builder
	for p := range 200 {
		var held []uint64
		if p%10 == 0 {
			for i := range 50 {
				n := p/10*50 + i
				inodes[1024+n] = uint64(5000 + n)
				held = append(held, uint64(5000+n))
			}
		}
		people.WriteString(person(100+p, fmt.Sprintf("worker%d", p), held...))
	}
	return tree(t, inodes, people.String())
}

func TestSteadySampleReadsNoProcessAgain(t *testing.T) {
	spec, began := busyHost(t), time.Now()
	spec.now = func() time.Time { return began } // nothing is due in turn
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
	// Every read of a process goes through a guard, and a guard that keeps one
	// process waiting asks for the time at every read.
	reads := 0
	for _, g := range []*guard{l.descriptors, l.facts, l.lines} {
		g.stuck[-1] = &attempt{returned: true, until: time.Now().Add(time.Hour)}
		g.now = func() time.Time { reads++; return time.Now() }
	}
	second := sample(t, l, model.NeedAll)
	if reads > 0 {
		t.Errorf("%d reads of processes", reads)
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
