package worlds

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// hoarder is a process with many sockets; the test tells it to open, close and move them.
type hoarder struct {
	open   []int // sockets
	random *rand.Rand
}

// hoard N opens N sockets and then executes the commands of the test.
func hoard(s *Stage) error {
	n, err := strconv.Atoi(s.Arg(0, "0"))
	if err != nil {
		return err
	}
	h := &hoarder{random: rand.New(rand.NewPCG(1, uint64(n)))}
	if err := h.add(n); err != nil {
		return err
	}
	s.Ready()
	for {
		line, ok := s.Hear()
		if !ok {
			return nil
		}
		word, number, _ := strings.Cut(line, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return err
		}
		act, ok := map[string]func(int) error{
			"open": h.add, "close": h.remove, "churn": h.churn, "dup": h.dup, "high": h.high, "swap": h.swap, "file": h.file,
		}[word]
		if !ok {
			return fmt.Errorf("unknown command %q", line)
		}
		if err := act(n); err != nil {
			return err
		}
		s.Say("done")
	}
}

// add opens n unconnected sockets: they have an inode and cost little.
func (h *hoarder) add(n int) error {
	for range n {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		h.open = append(h.open, fd)
	}
	return nil
}

// remove closes n random sockets.
func (h *hoarder) remove(n int) error {
	for range min(n, len(h.open)) {
		at := h.random.IntN(len(h.open))
		if err := unix.Close(h.open[at]); err != nil {
			return err
		}
		last := len(h.open) - 1
		h.open[at], h.open = h.open[last], h.open[:last]
	}
	return nil
}

// churn closes and opens n sockets, alternately and in random order.
func (h *hoarder) churn(n int) error {
	for n > 0 {
		some := 1 + h.random.IntN(n)
		if err := h.remove(some); err != nil {
			return err
		}
		if err := h.add(some); err != nil {
			return err
		}
		n -= some
	}
	return nil
}

// dup duplicates the first socket to this descriptor number.
func (h *hoarder) dup(to int) error { return unix.Dup3(h.open[0], to, unix.O_CLOEXEC) }

// high opens a socket with this descriptor number.
func (h *hoarder) high(to int) error {
	if err := h.add(1); err != nil {
		return err
	}
	last := len(h.open) - 1
	from := h.open[last]
	h.open[last] = to
	return errors.Join(unix.Dup3(from, to, unix.O_CLOEXEC), unix.Close(from))
}

// swap opens n files and replaces them by sockets: the number of descriptors stays the same.
func (h *hoarder) swap(n int) error {
	files := make([]int, n)
	for i := range files {
		fd, err := unix.Open("/dev/null", unix.O_CLOEXEC, 0)
		if err != nil {
			return err
		}
		files[i] = fd
	}
	for _, to := range files {
		if err := h.high(to); err != nil {
			return err
		}
	}
	return nil
}

// file opens n descriptors that are not sockets.
func (h *hoarder) file(n int) error {
	for range n {
		if _, err := unix.Open("/dev/null", unix.O_CLOEXEC, 0); err != nil {
			return err
		}
	}
	return nil
}
