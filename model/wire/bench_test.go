package wire_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"berth/model/field"
	"berth/model/moment"
	"berth/model/scene"
	"berth/model/wire"
)

// busy is a host with n sockets held by many processes.
func busy(n int) *moment.Moment {
	var b strings.Builder
	b.WriteString("range 32768-60999\n")
	for p := range 20 {
		fmt.Fprintf(&b, "process %d worker%d www-data app.service /usr/bin/worker --number %d\n", 100+p, p, p)
	}
	b.WriteString("tcp listen 127.0.0.1:8080 by 100 tx=511\n")
	for i := range n - 1 {
		fmt.Fprintf(&b, "tcp estab 127.0.%d.%d:%d 127.0.0.1:8080 by %d rx=%d\n", i>>16&0xff, i>>8&0xff, 32768+i&0x3fff, 100+i%20, i%3)
	}
	return scene.Moment(b.String())
}

func BenchmarkSocketsAsJSON(b *testing.B) {
	m := busy(10_000)
	rows := moment.Conns(m, nil, true)
	shown := wire.Whole(field.Sockets)
	b.ReportAllocs()
	for b.Loop() {
		if err := wire.EncodeRows(io.Discard, m.Snapshot, "socket", shown, rows); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSnapshot(b *testing.B) {
	n := busy(100_000).Snapshot
	packed := wire.AppendSnapshot(nil, n, 0)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		b.ReportMetric(float64(len(packed)), "bytes")
		for b.Loop() {
			packed = wire.AppendSnapshot(packed[:0], n, 0)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := wire.ReadSnapshot(packed, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
