// Package order sorts rows by packed keys: words of 64 bits that are made once per row
// and sorted by their digits (radix sort). Only rows with equal keys are compared.
package order

import (
	"cmp"
	"slices"

	"berth/model/flat"
	"berth/model/safe"
)

// By is an order of rows R.
type By[R any] struct {
	// Text, if not nil, decides first: many rows share few texts, and only different
	// texts are compared.
	Text func(R) safe.Text
	// Keys are words: the first word that differs decides between two rows; if none
	// differs, Cmp decides. They never disagree with Cmp, which includes the text.
	Keys []func(R) uint64
	Cmp  func(a, b R) int
	// Whole says that rows with the same text and words are equal, so that Cmp need
	// not be called.
	Whole bool
}

// Sort is an order, with a second one for equal rows.
type Sort[R any] struct {
	By   By[R]
	Desc bool
	Then By[R] // the identity of rows: always ascending, so that equal rows never change places
}

// Compare compares two rows; equal rows keep their order when it is reversed.
func (s *Sort[R]) Compare(a, b R) int {
	x, y := a, b
	if s.Desc { // swapped, not negated
		x, y = b, a
	}
	if c := s.By.Cmp(x, y); c != 0 {
		return c
	}
	return s.Then.Cmp(a, b)
}

// Scratch is the memory of sorting; the zero Scratch is ready.
type Scratch struct {
	keyed, spare []keyed
	texts        texts
}

// keyed is a row by its number, and a word of it.
type keyed struct {
	key uint64
	row uint32
}

// few is the number of rows up to which comparing is not slower.
const few = 24

// Rows sorts the numbers of rows.
func (s *Sort[R]) Rows(w *Scratch, rows []uint32, row func(uint32) R) {
	w.keyed = flat.Len(w.keyed, len(rows))
	w.spare = flat.Len(w.spare, len(rows))
	if sorted := (sorter[R]{s, w, row}); s.By.Text == nil || len(rows) <= few || !sorted.text(rows) {
		sorted.sort(rows, 0, 0)
	}
}

// Slice returns the rows in order, in a new slice.
func (s *Sort[R]) Slice(rows []R) []R {
	numbers := make([]uint32, len(rows))
	for i := range numbers {
		numbers[i] = uint32(i)
	}
	s.Rows(new(Scratch), numbers, func(i uint32) R { return rows[i] })
	sorted := make([]R, len(rows))
	for at, i := range numbers {
		sorted[at] = rows[i]
	}
	return sorted
}

type sorter[R any] struct {
	*Sort[R]
	*Scratch
	row func(uint32) R
}

// sort sorts rows, which begin at index from of all rows. Their words before the
// level-th are equal.
func (s sorter[R]) sort(rows []uint32, from, level int) {
	for ; len(rows) > few; level++ {
		switch then := level - len(s.By.Keys) - 1; {
		case then < -1:
			if s.words(rows, from, level, s.By.Keys[level], s.Desc) {
				return
			}
		case then == -1:
			if !s.By.Whole && !s.equal(rows) {
				s.compare(rows)
				return
			}
		case then < len(s.Then.Keys):
			if s.words(rows, from, level, s.Then.Keys[then], false) {
				return
			}
		default:
			s.compare(rows)
			return
		}
	}
	s.compare(rows)
}

// compare sorts rows by comparing them.
func (s sorter[R]) compare(rows []uint32) {
	if len(rows) < 2 {
		return
	}
	slices.SortFunc(rows, func(a, b uint32) int { return cmp.Or(s.Compare(s.row(a), s.row(b)), cmp.Compare(a, b)) })
}

// equal reports whether all rows are equal in the order.
func (s sorter[R]) equal(rows []uint32) bool {
	first := s.row(rows[0])
	for _, r := range rows[1:] {
		if s.By.Cmp(first, s.row(r)) != 0 {
			return false
		}
	}
	return true
}

// text sorts all rows by their text, as words does by a word.
func (s sorter[R]) text(rows []uint32) bool {
	s.texts.begin()
	for i, r := range rows {
		s.keyed[i] = keyed{uint64(s.texts.number(s.By.Text(s.row(r)).String())), r}
	}
	ranks := s.texts.order()
	for i := range s.keyed {
		rank := uint64(ranks[s.keyed[i].key])
		if s.Desc {
			rank = ^rank
		}
		s.keyed[i].key = rank
	}
	return s.split(rows, 0, -1)
}

// words sorts rows by one word, and each run of equal rows by the next. It reports
// false, and does nothing, if all are equal.
func (s sorter[R]) words(rows []uint32, from, level int, word func(R) uint64, desc bool) bool {
	var turned uint64
	if desc {
		turned = ^turned
	}
	all := s.keyed[from : from+len(rows)]
	for i, r := range rows {
		all[i] = keyed{word(s.row(r)) ^ turned, r}
	}
	return s.split(rows, from, level)
}

// split sorts rows by their keys.
func (s sorter[R]) split(rows []uint32, from, level int) bool {
	all := s.keyed[from : from+len(rows)]
	var differ uint64
	for i := range all {
		differ |= all[i].key ^ all[0].key
	}
	if differ == 0 {
		return false
	}
	digits(all, s.spare[from:from+len(rows)], differ)
	for i := range all {
		rows[i] = all[i].row
	}
	for begin := 0; begin < len(rows); {
		end := begin + 1
		for end < len(rows) && all[end].key == all[begin].key {
			end++
		}
		if end-begin > 1 {
			s.sort(rows[begin:end], from+begin, level+1)
		}
		begin = end
	}
	return true
}
