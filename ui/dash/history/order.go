package history

import (
	"slices"

	"berth/model/flat"
	"berth/model/order"
)

// Sort sorts the rows. If every sample changes the order, the old order is kept for a
// while, and as long as the user moves the cursor.
func (p *Past[R]) Sort(at Refresh, known, live bool, by Sorting, sort *order.Sort[R]) {
	keep := known && live && p.order == by && (at.Still || at.Taken.Sub(p.sortedAt) < Calm)
	p.order = by
	if keep {
		p.stay(sort)
		return
	}
	p.sortedAt = at.Taken
	p.sortRows(sort, func(uint32) bool { return true })
}

// sortRows sorts the chosen rows.
func (p *Past[R]) sortRows(sort *order.Sort[R], chosen func(n uint32) bool) {
	s := &p.shown
	s.rows = s.rows[:0]
	for n := range uint32(s.batch.Len + len(s.fading)) {
		if chosen(n) {
			s.rows = append(s.rows, n)
		}
	}
	sort.Rows(&p.scratch, s.rows, s.row)
}

// stay keeps known rows in their old order. New rows are inserted by their sort key, and
// ended rows keep their places.
func (p *Past[R]) stay(sort *order.Sort[R]) {
	const none = ^uint32(0)
	s, total := &p.shown, p.last.batch.Len+len(p.last.fading)
	p.next = flat.Len(p.next, total)
	next := p.next
	for i := range next {
		next[i] = none
	}
	for i, was := range p.places {
		if was >= 0 {
			next[was] = uint32(i)
		}
	}
	for i, f := range s.fading {
		next[f.was] = uint32(s.batch.Len + i)
	}
	p.sortRows(sort, func(n uint32) bool { return int(n) < s.batch.Len && p.places[n] < 0 })
	came := slices.Clone(s.rows)
	s.rows = s.rows[:0]
	for _, was := range p.last.rows {
		n := next[was]
		if n == none {
			continue
		}
		for len(came) > 0 && sort.Compare(s.row(came[0]), s.row(n)) < 0 {
			s.rows, came = append(s.rows, came[0]), came[1:]
		}
		s.rows = append(s.rows, n)
	}
	s.rows = append(s.rows, came...)
}
