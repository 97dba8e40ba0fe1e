package ui

import (
	"slices"
	"time"

	"berth/model/order"
	"berth/model/roll"
	"berth/model/room"
	"berth/ui/table"
)

// linger is for how many refreshes a new row glows and an ended one fades.
const linger = 2

// calm is how long an order stands that every sample changes.
const calm = 2 * time.Second

// batch is the rows of a moment, each made when it is asked for.
type batch[R any] struct {
	len int
	row func(i int) R
}

// look is when rows were made, and of what.
type look struct {
	turn  int    // number of the moment
	view  string // names the filter and the trail: rows of another view are not new, just other
	still bool   // the person moves through the rows: they keep their places
	taken time.Time
}

// past is what a pane remembers between two jobs, so that it can tell new rows
// from known ones and keep ended ones for a while. It belongs to the job that
// runs: there is one at a time. What a job made is on the screen while the next
// one runs, and is not written again.
type past[R any] struct {
	turn     int // number of the moment; 0: none yet
	view     string
	order    sorting
	shown    listing[R]
	marks    []uint64 // of the rows, in the order of the batch
	scratch  order.Scratch
	call     roll.Call[uint64]
	places   []int32  // of the rows in the batch before, -1 for new ones
	gone     []int32  // rows of the batch before that are no longer there
	next     []uint32 // the new number of each row that was there before
	sortedAt time.Time

	lastMarks []uint64
	last      listing[R] // what was on the screen before
}

// sorting is what rows are sorted by.
type sorting struct {
	name string
	desc bool
}

// listing is what a table shows: rows of the batch by their number, and behind
// those the ones that fade.
type listing[R any] struct {
	batch  batch[R]
	rows   []uint32
	glow   []uint8 // refreshes a row of the batch still glows
	fading []fading[R]
}

// fading is an ended row and the refreshes it is still shown.
type fading[R any] struct {
	row  R
	mark uint64
	left int
	was  uint32 // its number before
}

func (s *listing[R]) Len() int { return len(s.rows) }

func (s *listing[R]) At(i int) (R, table.Mark) {
	n := s.rows[i]
	switch {
	case int(n) >= s.batch.len:
		return s.row(n), table.Gone
	case s.glow[n] > 0:
		return s.row(n), table.Fresh
	}
	return s.row(n), table.Steady
}

// row is the row with a number.
func (s *listing[R]) row(n uint32) R {
	if int(n) < s.batch.len {
		return s.batch.row(int(n))
	}
	return s.fading[int(n)-s.batch.len].row
}

// know takes the rows of a look in: which are new, which have ended. Rows of
// another view (another filter, another trail) say nothing about that, nor do
// rows of long ago.
func (p *past[R]) know(at look, rows batch[R], mark func(R) uint64, keep func([]R) []R) (known bool) {
	known = p.turn > 0 && p.view == at.view && at.turn-p.turn <= 1
	fresh := known && at.turn != p.turn
	p.marks, p.lastMarks = room.Upto(p.lastMarks, rows.len), p.marks
	for i := range rows.len {
		p.marks = append(p.marks, mark(rows.row(i)))
	}
	now := listing[R]{batch: rows, glow: make([]uint8, rows.len)}
	if known {
		p.places, p.gone = p.call.Match(p.lastMarks, p.marks, func(m uint64) uint64 { return m * 0x9e3779b97f4a7c15 }, p.places)
		p.glows(&now, fresh)
		p.fades(&now, fresh, keep)
	}
	now.rows = make([]uint32, 0, rows.len+len(now.fading))
	p.turn, p.view = at.turn, at.view
	p.last, p.shown = p.shown, now
	return known
}

// show returns what is on the screen now, and drops what was there before: it
// holds an older moment.
func (p *past[R]) show() *listing[R] {
	now := p.shown
	p.last = listing[R]{}
	return &now
}

// glows carries on the glow of rows; with a fresh moment it starts for new ones.
func (p *past[R]) glows(now *listing[R], fresh bool) {
	for i, was := range p.places {
		switch {
		case was < 0 && fresh:
			now.glow[i] = linger
		case was >= 0 && fresh:
			now.glow[i] = max(p.shown.glow[was], 1) - 1
		case was >= 0:
			now.glow[i] = p.shown.glow[was]
		}
	}
}

// fades carries on with ended rows; with a fresh moment more may have ended.
func (p *past[R]) fades(now *listing[R], fresh bool, keep func([]R) []R) {
	back := map[uint64]bool{}
	if len(p.shown.fading) > 0 {
		for i, was := range p.places {
			if was < 0 {
				back[p.marks[i]] = true
			}
		}
	}
	for i, f := range p.shown.fading {
		if fresh {
			f.left--
		}
		if f.was = uint32(p.shown.batch.len + i); f.left > 0 && !back[f.mark] {
			now.fading = append(now.fading, f)
		}
	}
	if !fresh || len(p.gone) == 0 {
		return
	}
	ended := make([]R, len(p.gone))
	for i, was := range p.gone {
		ended[i] = p.shown.batch.row(int(was))
	}
	for i, r := range keep(ended) {
		was := p.gone[i]
		now.fading = append(now.fading, fading[R]{r, p.lastMarks[was], linger, uint32(was)})
	}
}

// find is the place of a mark on the screen; of nothing the first.
func (p *past[R]) find(mark uint64) int {
	n := slices.Index(p.marks, mark)
	if n < 0 {
		at := slices.IndexFunc(p.shown.fading, func(f fading[R]) bool { return f.mark == mark })
		n = p.shown.batch.len + at
		if at < 0 {
			return 0
		}
	}
	return max(slices.Index(p.shown.rows, uint32(n)), 0)
}
