package owners

import (
	"os"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
)

func TestReadingByNumberAndListingFindTheSameDescriptors(t *testing.T) {
	worlds.Inside(t, worlds.PID, func(t *testing.T) {
		p, err := openProc("/proc")
		if err != nil {
			t.Fatal(err)
		}
		if !p.counts {
			t.Skip("SKIPPED: this kernel does not report the number of descriptors (Linux 6.2 does)")
		}
		socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		duplicate := func(from, to int) {
			for fd := from; fd < to; fd++ {
				if err := unix.Dup2(socket, fd); err != nil {
					t.Fatal(err)
				}
			}
		}
		read := func(left, limit int) (slots []slot) {
			h := newReader(p, func(int) (uint64, error) { return 1, nil })
			seen, _ := p.stat(int32(os.Getpid()))
			h.task = task{pid: int32(os.Getpid()), dirInode: seen.dirInode, limit: limit, left: left}
			for h.from != all {
				if h.read(); h.err != nil {
					t.Fatal(h.err)
				}
				slots = append(slots, h.slots...)
				if h.from = h.to; h.left > 0 {
					h.left -= len(h.slots)
				}
			}
			return slots
		}
		for _, c := range []struct {
			name             string
			duplicate, close [2]int
		}{
			{name: "unchanged"},
			{"no gap", [2]int{20, 400}, [2]int{}},
			{"a gap", [2]int{}, [2]int{100, 130}},
			{"many gaps, and one far away", [2]int{900, 901}, [2]int{150, 390}},
		} {
			duplicate(c.duplicate[0], c.duplicate[1])
			for fd := c.close[0]; fd < c.close[1]; fd++ {
				_ = unix.Close(fd)
			}
			maxListed := read(0, 1<<20)
			for _, limit := range []int{1 << 20, 7} {
				for _, more := range []int{-3, -1, 0, 1, 1000} { // closed since the count; negative: opened since
					if counted := read(len(maxListed)+more, limit); !slices.Equal(counted, maxListed) {
						t.Errorf("%s, limit %d, %d more: counted %v, listed %v", c.name, limit, more, counted, maxListed)
					}
				}
			}
		}
	})
}
