// Package history remembers the rows of a pane from one refresh to the next: which
// rows are new, which have ended, and their order.
package history

import (
	"slices"
	"time"

	"berth/model/flat"
	"berth/model/order"
	"berth/ui/table"
)

// markedFor is the number of refreshes for which a new row is marked as new, and an
// ended row is still shown.
const markedFor = 2

// Calm is how long rows keep their places if every sample changes their order.
const Calm = 2 * time.Second

// Batch is the rows of a moment. Row makes a row when it is needed.
type Batch[R any] struct {
	Len int
	Row func(i int) R
}

// BatchOf is a batch of existing rows.
func BatchOf[R any](rows []R) Batch[R] {
	return Batch[R]{Len: len(rows), Row: func(i int) R { return rows[i] }}
}

// Refresh is the time and the source of a batch of rows.
type Refresh struct {
	Sequence int    // number of the moment
	View     string // names the filter and the trail; a row of another view is not marked as new
	Still    bool   // the user is moving the cursor: rows keep their places
	Taken    time.Time
}

// Past is what a pane remembers between two jobs, so that it can mark new rows and
// keep ended rows for a while. Only one job runs at a time, and Past belongs to it.
// The result of a job is on the screen while the next one runs, so it is never
// written again.
type Past[R any] struct {
	sequence int // number of the moment; 0: none yet
	view     string
	order    Sorting
	shown    Listing[R]
	marks    []uint64 // of the rows, in the order of the batch
	scratch  order.Scratch
	matcher  flat.Lists[uint64]
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

// Listing is what a table shows: rows of the batch by number. Numbers after the
// batch are ended rows.
type Listing[R any] struct {
	batch  Batch[R]
	rows   []uint32
	newFor []uint8 // for how many more refreshes a row of the batch is marked as new
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
	case s.newFor[n] > 0:
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

// Take compares the rows of a refresh with those before: which are new, which have
// ended. It compares nothing if the view (filter, trail) is another one, or if the
// last refresh was not the one directly before.
func (p *Past[R]) Take(at Refresh, rows Batch[R], mark func(R) uint64, keep func([]R) []R) (known bool) {
	known = p.sequence > 0 && p.view == at.View && at.Sequence-p.sequence <= 1
	fresh := known && at.Sequence != p.sequence
	p.marks, p.lastMarks = flat.Cap(p.lastMarks, rows.Len), p.marks
	for i := range rows.Len {
		p.marks = append(p.marks, mark(rows.Row(i)))
	}
	now := Listing[R]{batch: rows, newFor: make([]uint8, rows.Len)}
	if known {
		p.places, p.gone = p.matcher.Match(p.lastMarks, p.marks, func(m uint64) uint64 { return m * 0x9e3779b97f4a7c15 }, p.places)
		p.markNew(&now, fresh)
		p.keepEnded(&now, fresh, keep)
	}
	now.rows = make([]uint32, 0, rows.Len+len(now.fading))
	p.sequence, p.view = at.Sequence, at.View
	p.last, p.shown = p.shown, now
	return known
}

// Show returns what is on the screen now, and drops the listing before it, which
// keeps an older moment in memory.
func (p *Past[R]) Show() *Listing[R] {
	now := p.shown
	p.last = Listing[R]{}
	return &now
}

// markNew counts down the mark of new rows. If the moment is fresh, it marks the
// rows that were not there before.
func (p *Past[R]) markNew(now *Listing[R], fresh bool) {
	for i, was := range p.places {
		switch {
		case was < 0 && fresh:
			now.newFor[i] = markedFor
		case was >= 0 && fresh:
			now.newFor[i] = max(p.shown.newFor[was], 1) - 1
		case was >= 0:
			now.newFor[i] = p.shown.newFor[was]
		}
	}
}

// keepEnded keeps ended rows for their refreshes. If the moment is fresh, it adds
// the rows that have ended since.
func (p *Past[R]) keepEnded(now *Listing[R], fresh bool, keep func([]R) []R) {
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
		now.fading = append(now.fading, fading[R]{r, p.lastMarks[was], markedFor, uint32(was)})
	}
}

// Find is the position of a mark on the screen; 0 if it is not there.
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
