package sockdiag

import (
	"testing"

	"berth/source/tables"
	"berth/source/worlds"
)

// BenchmarkSockets measures one refresh of the machine's own namespace. Its cost depends
// on the sockets that exist: run it together with a load.
func BenchmarkSockets(b *testing.B) {
	for name, want := range map[string]tables.Ask{"plain": {}, "flows": {Flows: true}, "listeners": {Listeners: true}} {
		b.Run(name, func(b *testing.B) {
			d, err := Open(worlds.NetNS(b))
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				t, err := d.Sockets(b.Context(), want)
				if err != nil {
					b.Fatal(err)
				}
				n = len(t.Sockets)
			}
			b.ReportMetric(float64(n), "sockets")
		})
	}
}
