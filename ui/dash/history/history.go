// Package history remembers the rows of a pane from one refresh to the next: which
// are new, which have ended, and in which order they stay.
package history

import (
	"slices"
	"time"

	"berth/model/flat"
	"berth/model/order"
	"berth/ui/table"
)

// linger is for how many refreshes a new row glows and an ended one fades.
const linger = 2

// Calm is how long an order stands that every sample changes.
const Calm = 2 * time.Second

// Batch is the rows of a moment, each made when it is asked for.
type Batch[R any] struct {
	Len int
	Row func(i int) R
}

// BatchOf is a batch of rows that are made already.
func BatchOf[R any](rows []R) Batch[R] {
	return Batch[R]{Len: len(rows), Row: func(i int) R { return rows[i] }}
}

// Refresh is when rows were made, and of what.
type Refresh struct {
	Turn  int    // number of the moment
	View  string // names the filter and the trail: rows of another view are not new, just other
	Still bool   // the person moves through the rows: they keep their places
	Taken time.Time
}

// Past is what a pane remembers between two jobs, so that it can tell new rows
// from known ones and keep ended ones for a while. It belongs to the job that
// runs: there is one at a time. What a job made is on the screen while the next
// one runs, and is not written again.
type Past[R any] struct {
	turn     int // number of the moment; 0: none yet
	view     string
	order    Sorting
	shown    Listing[R]
	marks    []uint64 // of the rows, in the order of the batch
	scratch  order.Scratch
	call     flat.Lists[uint64]
	places   []int32  // of the rows in the batch before, -1 for new ones
	gone     []int32  // rows of the batch before that are no longer there
	next     []uint32 // the new number of each row that was there before
	sortedAt time.Time

	lastMarks []uint64
	last      Listing[R] // what was on the screen before
}

// Sorting is what rows are sorted by.
type Sorting struct {
	Name string
	Desc bool
}

// Listing is what a table shows: rows of the batch by their number, and behind
// those the ones that fade.
type Listing[R any] struct {
	batch  Batch[R]
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

// Len is how many rows there are.
func (s *Listing[R]) Len() int { return len(s.rows) }

// At is a row, and whether it is new or has ended.
func (s *Listing[R]) At(i int) (R, table.Mark) {
	n := s.rows[i]
	switch {
	case int(n) >= s.batch.Len:
		return s.row(n), table.Gone
	case s.glow[n] > 0:
		return s.row(n), table.Fresh
	}
	return s.row(n), table.Steady
}

// row is the row with a number.
func (s *Listing[R]) row(n uint32) R {
	if int(n) < s.batch.Len {
		return s.batch.Row(int(n))
	}
	return s.fading[int(n)-s.batch.Len].row
}

// Take takes the rows of a refresh in: which are new, which have ended. Rows of
// another view (another filter, another trail) say nothing about that, nor do
// rows of long ago.
func (p *Past[R]) Take(at Refresh, rows Batch[R], mark func(R) uint64, keep func([]R) []R) (known bool) {
	known = p.turn > 0 && p.view == at.View && at.Turn-p.turn <= 1
	fresh := known && at.Turn != p.turn
	p.marks, p.lastMarks = flat.Cap(p.lastMarks, rows.Len), p.marks
	for i := range rows.Len {
		p.marks = append(p.marks, mark(rows.Row(i)))
	}
	now := Listing[R]{batch: rows, glow: make([]uint8, rows.Len)}
	if known {
		p.places, p.gone = p.call.Match(p.lastMarks, p.marks, func(m uint64) uint64 { return m * 0x9e3779b97f4a7c15 }, p.places)
		p.glows(&now, fresh)
		p.fades(&now, fresh, keep)
	}
	now.rows = make([]uint32, 0, rows.Len+len(now.fading))
	p.turn, p.view = at.Turn, at.View
	p.last, p.shown = p.shown, now
	return known
}

// Show returns what is on the screen now, and drops what was there before: it
// holds an older moment.
func (p *Past[R]) Show() *Listing[R] {
	now := p.shown
	p.last = Listing[R]{}
	return &now
}

// glows carries on the glow of rows; with a fresh moment it starts for new ones.
func (p *Past[R]) glows(now *Listing[R], fresh bool) {
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
func (p *Past[R]) fades(now *Listing[R], fresh bool, keep func([]R) []R) {
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
		if f.was = uint32(p.shown.batch.Len + i); f.left > 0 && !back[f.mark] {
			now.fading = append(now.fading, f)
		}
	}
	if !fresh || len(p.gone) == 0 {
		return
	}
	ended := make([]R, len(p.gone))
	for i, was := range p.gone {
		ended[i] = p.shown.batch.Row(int(was))
	}
	for i, r := range keep(ended) {
		was := p.gone[i]
		now.fading = append(now.fading, fading[R]{r, p.lastMarks[was], linger, uint32(was)})
	}
}

// Find is the place of a mark on the screen; of nothing the first.
func (p *Past[R]) Find(mark uint64) int {
	n := slices.Index(p.marks, mark)
	if n < 0 {
		at := slices.IndexFunc(p.shown.fading, func(f fading[R]) bool { return f.mark == mark })
		n = p.shown.batch.Len + at
		if at < 0 {
			return 0
		}
	}
	return max(slices.Index(p.shown.rows, uint32(n)), 0)
}
