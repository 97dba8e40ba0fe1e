package ui

import (
	"slices"

	"berth/model/order"
	"berth/model/room"
)

// put puts the rows in order. Where every sample changes the order, it stands
// for a while, and for as long as the person moves through it.
func (p *past[R]) put(at look, known, live bool, by sorting, sort *order.Sort[R]) {
	stands := known && live && p.order == by && (at.still || at.taken.Sub(p.sortedAt) < calm)
	p.order = by
	if stands {
		p.stay(sort)
		return
	}
	p.sortedAt = at.taken
	p.sort(sort, func(uint32) bool { return true })
}

// sort puts the rows that are chosen in order.
func (p *past[R]) sort(sort *order.Sort[R], chosen func(n uint32) bool) {
	s := &p.shown
	s.rows = s.rows[:0]
	for n := range uint32(s.batch.len + len(s.fading)) {
		if chosen(n) {
			s.rows = append(s.rows, n)
		}
	}
	sort.Rows(&p.scratch, s.rows, s.row)
}

// stay leaves known rows in the order they had; new ones come in where they
// belong, and ended ones fade in their place.
func (p *past[R]) stay(sort *order.Sort[R]) {
	const nobody = ^uint32(0)
	s, total := &p.shown, p.last.batch.len+len(p.last.fading)
	p.next = room.Of(p.next, total)
	next := p.next
	for i := range next {
		next[i] = nobody
	}
	for i, was := range p.places {
		if was >= 0 {
			next[was] = uint32(i)
		}
	}
	for i, f := range s.fading {
		next[f.was] = uint32(s.batch.len + i)
	}
	p.sort(sort, func(n uint32) bool { return int(n) < s.batch.len && p.places[n] < 0 })
	came := slices.Clone(s.rows)
	s.rows = s.rows[:0]
	for _, was := range p.last.rows {
		n := next[was]
		if n == nobody {
			continue
		}
		for len(came) > 0 && sort.Compare(s.row(came[0]), s.row(n)) < 0 {
			s.rows, came = append(s.rows, came[0]), came[1:]
		}
		s.rows = append(s.rows, n)
	}
	s.rows = append(s.rows, came...)
}
