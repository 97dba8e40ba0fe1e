package order

import (
	"slices"
	"strings"
)

// texts numbers the texts of rows: first in order of appearance, then in sorted order.
type texts struct {
	numbers map[string]uint32
	known   []string
	ranks   []uint32 // by number
	last    uint32
}

func (t *texts) begin() {
	if t.numbers == nil {
		t.numbers = map[string]uint32{}
	}
	clear(t.numbers) // keep nothing of an older snapshot
	clear(t.known)
	t.known, t.last = t.known[:0], 0
}

// number is the number of a text; a new text gets the next number.
func (t *texts) number(s string) uint32 {
	if len(t.known) > 0 && t.known[t.last] == s { // neighbours are often alike
		return t.last
	}
	n, ok := t.numbers[s]
	if !ok {
		n = uint32(len(t.known))
		t.numbers[s] = n
		t.known = append(t.known, s)
	}
	t.last = n
	return n
}

// order ranks the numbers by their texts.
func (t *texts) order() []uint32 {
	sorted := make([]uint32, len(t.known))
	for i := range sorted {
		sorted[i] = uint32(i)
	}
	slices.SortFunc(sorted, func(a, b uint32) int { return strings.Compare(t.known[a], t.known[b]) })
	t.ranks = slices.Grow(t.ranks[:0], len(sorted))[:len(sorted)]
	for rank, n := range sorted {
		t.ranks[n] = uint32(rank)
	}
	return t.ranks
}
