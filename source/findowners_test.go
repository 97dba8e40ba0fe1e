package source

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"berth/model"
	"berth/source/worlds"
)

func TestSocketWhoseOnlyOwnerEndedIsResolving(t *testing.T) {
	gone, here := model.ProcessID{PID: 7, Start: 1}, model.ProcessID{PID: 8, Start: 2}
	n := &model.Snapshot{
		Sockets: []model.Socket{
			{Owner: model.OwnerKnown, OwnerCount: 1}, {Owner: model.OwnerKnown, FirstOwner: 1, OwnerCount: 2},
			{Owner: model.OwnerKernel, FirstOwner: 3}, {Owner: model.OwnerKnown, FirstOwner: 3, OwnerCount: 1},
		},
		Processes: []model.Process{{ID: here}},
	}
	h := &ownerBuffers{
		numbers: []uint32{2, 2, 0, 0}, used: make([]bool, 3),
		ids: []holder{{gone, 2}, {here, 0}},
	}
	h.attach(n)
	for i, want := range []string{"resolving", "known 8", "kernel", "known 8"} {
		if got := ownersOf(n, &n.Sockets[i]); got != want {
			t.Errorf("socket %d: %s, want %s", i, got, want)
		}
	}
	if want := []uint32{0, 0}; !slices.Equal(n.Holders, want) {
		t.Errorf("holders %v, want %v", n.Holders, want)
	}
}

func BenchmarkOwnersOf100000Sockets(b *testing.B) {
	var sockets []model.Socket
	for range 10 {
		p := worlds.Helper(b, "hoard", "10000")
		links, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.PID))
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range links {
			link, _ := os.Readlink(name)
			var inode uint64
			if _, err := fmt.Sscanf(link, "socket:[%d]", &inode); err == nil {
				sockets = append(sockets, model.Socket{Inode: inode})
			}
		}
	}
	l := open(b, Spec{Root: "/proc", Etc: "/etc"})
	h := &l.buffers
	found, err := l.owners.Find(b.Context(), h.unresolved(sockets))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		n := &model.Snapshot{Sockets: sockets}
		for i := range sockets {
			sockets[i].Owner = model.OwnerResolving
		}
		b.StartTimer()
		h.unresolved(sockets)
		h.assign(sockets, found)
		for _, id := range h.processes(found) {
			n.Processes = append(n.Processes, model.Process{ID: id})
		}
		h.attach(n)
	}
}

func TestOwnersFoundLateStillGetTheirFacts(t *testing.T) {
	l := open(t, procTree(t, two, processFiles(7, "nginx", 70)+processFiles(8, "nginx", 71)))
	sample(t, l, model.NeedOwners)
	l.search = 1 // a sample that finds nothing more in its time
	n := sample(t, l, model.NeedOwners|model.NeedUnits)
	if len(n.Processes) != 2 || n.Processes[0].Unit.String() != "nginx.service" {
		t.Errorf("%d processes: %+v", len(n.Processes), n.Processes)
	}
}
