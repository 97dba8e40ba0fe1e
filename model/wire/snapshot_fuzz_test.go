package wire_test

import (
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
	"berth/model/wire"
)

var nan = math.NaN()

// FuzzReadSnapshot reads arbitrary bytes. Memory stays in proportion to them, an error
// is one line, and a snapshot that was read can be shown and comes back equal.
func FuzzReadSnapshot(f *testing.F) {
	for _, n := range []*model.Snapshot{{}, scene.New(harbour), full()} {
		f.Add(wire.AppendSnapshot(nil, n, 1))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		n, err := wire.ReadSnapshot(b, nil)
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 1<<20+1<<9*uint64(len(b)) {
			t.Errorf("%d bytes take %d of memory", len(b), taken)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q is more than a line", err)
			}
			return
		}
		if diff := cmp.Diff(n, roundTrip(t, n), same); diff != "" {
			t.Error(diff)
		}
		look(n)
	})
}

// look makes everything that the dashboard makes of a snapshot.
func look(n *model.Snapshot) {
	m := new(moment.Timeline).Next(n, time.Second)
	wire.SummaryOf(m, 3)
	for _, c := range moment.Conns(m, nil, true) {
		wire.AppendRow(nil, wire.Whole(field.Sockets), c)
	}
	for _, r := range row.ByPort(m, nil) {
		wire.AppendRow(nil, wire.Whole(field.Ports), r)
	}
	for _, r := range row.ByProcess(m, nil) {
		wire.AppendRow(nil, wire.Whole(field.Processes), r)
	}
	for _, r := range row.ByPool(m, nil) {
		wire.AppendRow(nil, wire.Whole(field.Budgets), r)
	}
}
