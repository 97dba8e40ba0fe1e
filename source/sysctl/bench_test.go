package sysctl

import "testing"

// BenchmarkKernel includes the time of the kernel, which is most of it: every read adds the
// counters up over all processors.
func BenchmarkKernel(b *testing.B) {
	r := Open("/proc")
	b.ReportAllocs()
	for b.Loop() {
		if k, _ := r.Kernel(); !k.Ephemeral.Known {
			b.Fatal("no range")
		}
	}
}
