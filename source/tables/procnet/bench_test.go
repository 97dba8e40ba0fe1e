package procnet

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"berth/source/tables"
)

// BenchmarkSockets measures the cost of parsing, without the kernel's own time.
func BenchmarkSockets(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var text strings.Builder
			text.WriteString(headTCP)
			for i := range n {
				fmt.Fprintf(&text, "%4d: 0100007F:1F90 %08X:%04X 01 00000000:00000000 00:00000000 00000000     0        0 %d 1 0000000000000000 20 4 30 10 -1\n",
					i, 0x0100000A+i>>16, i&0xFFFF, 100_000+i)
			}
			backend, err := Open(procWithTables(b, text.String(), "", headUDP, ""))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				r, err := backend.Sockets(context.Background(), tables.Ask{})
				if err != nil || len(r.Sockets) != n {
					b.Fatalf("%d sockets, error %v", len(r.Sockets), err)
				}
			}
		})
	}
}
