package owners

import (
	"strconv"
	"syscall"
	"testing"
	"time"

	"berth/source/worlds"
)

// shapes are the hosts to measure, in addition to what else runs on the machine.
var shapes = []struct {
	name               string
	processes, sockets int
}{
	{"1000Sockets125Processes", 125, 8},
	{"10000Sockets10Processes", 10, 1000},
	{"100000Sockets10Processes", 10, 10_000},
}

// hosted starts the helpers of a shape. It returns them and all their sockets.
func hosted(b *testing.B, processes, sockets int) ([]*worlds.Process, []uint64) {
	b.Helper()
	helpers := make([]*worlds.Process, processes)
	for i := range helpers {
		helpers[i] = worlds.Helper(b, "hoard", strconv.Itoa(sockets))
	}
	return helpers, seen(b, helpers)
}

// seen lists the sockets of helpers, as a dump of the kernel would.
func seen(b *testing.B, helpers []*worlds.Process) (inodes []uint64) {
	b.Helper()
	for _, p := range helpers {
		for inode := range socketsOf(b, p.PID) {
			inodes = append(inodes, inode)
		}
	}
	return inodes
}

// measure counts CPU time, because the machine is shared.
func measure(b *testing.B, prepare, run func()) {
	b.Helper()
	b.ReportAllocs()
	var used time.Duration
	for b.Loop() {
		b.StopTimer()
		prepare()
		b.StartTimer()
		before := cpu(b)
		run()
		used += cpu(b) - before
	}
	b.ReportMetric(float64(used)/float64(b.N), "cpu-ns/op")
}

func cpu(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func BenchmarkFind(b *testing.B) {
	for _, shape := range shapes {
		b.Run(shape.name, func(b *testing.B) {
			helpers, inodes := hosted(b, shape.processes, shape.sockets)
			var k *kernel
			b.Run("cold", func(b *testing.B) {
				measure(b, func() { k = newKernel(b) }, func() { k.pass(inodes) })
			})
			k = newKernel(b)
			k.pass(inodes)
			// One second passes between two ticks, so that sweeps are included.
			b.Run("steady", func(b *testing.B) {
				measure(b, func() {}, func() { k.pass(inodes) })
			})
			b.Run("churn", func(b *testing.B) {
				churned := max(1, min(2000, shape.processes*shape.sockets)/shape.processes)
				measure(b, func() {
					for _, p := range helpers {
						ask(b, p, "churn "+strconv.Itoa(churned))
					}
					inodes = seen(b, helpers)
				}, func() { k.pass(inodes) })
			})
			b.Run("answer", func(b *testing.B) {
				found, numbers := k.pass(inodes), []uint32(nil)
				measure(b, func() {}, func() {
					numbers = numbers[:0]
					for _, inode := range inodes {
						numbers, _ = found.Of(numbers, inode)
					}
				})
			})
		})
	}
}
