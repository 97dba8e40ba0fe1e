package sysctl

import "testing"

// The kernel's time is in it, as most of it is the kernel's: it adds its counters
// up over all processors at every reading.
func BenchmarkKernel(b *testing.B) {
	r := Open("/proc")
	b.ReportAllocs()
	for b.Loop() {
		if k, _ := r.Kernel(); !k.Ephemeral.Known {
			b.Fatal("no range")
		}
	}
}
