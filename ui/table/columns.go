package table

import (
	"cmp"
	"slices"

	"berth/model/field"
	"berth/ui/theme"
)

// Column is a field as a column of a table.
type Column[R any] struct {
	field.Field[R]
	Min  int                // minimum width in cells
	Max  int                // maximum width in cells; 0: the same as Min
	Drop int                // the highest is left out first, those of equal rank together; 0 is never left out
	Tone func(R) theme.Tone // nil: plain
}

// The gap between two columns: wide if every column still fits, otherwise narrow.
const (
	wideGap   = 2
	narrowGap = 1
)

// place is a column with its position on the line.
type place[R any] struct {
	*Column[R]
	x, width int
}

// fit selects the columns that fit a width, and the width of each. First every
// column gets its Min; while that is too wide, the columns with the highest Drop are
// left out. Then the remaining cells go to the columns that are closest to their
// Max, so that a name is complete before a command line gets longer. The sorted
// column always stays: without it, the order would be hard to understand. fit also
// returns the gap between columns.
func fit[R any](columns []Column[R], width int, sorted string) (kept []place[R], gap int) {
	room := width - gutter
	shapes := make([]*shape, len(columns))
	for i, c := range columns {
		shapes[i] = &shape{at: i, width: c.Min, least: c.Min, drop: c.Drop}
		if c.Name == sorted {
			shapes[i].drop = 0
		}
	}
	if gap = wideGap; total(shapes, gap) > room {
		gap = narrowGap
	}
	shapes = choose(shapes, room, gap)
	if left := room - total(shapes, gap); left < 0 {
		backward := slices.Clone(shapes) // of equal columns the first is reduced
		slices.Reverse(backward)
		squeeze(backward, -left, func(*shape) int { return 1 })
	} else {
		grow(shapes, left, func(s *shape) int { return columns[s.at].Max })
	}
	kept = make([]place[R], len(shapes))
	x := gutter
	for i, s := range shapes {
		kept[i] = place[R]{Column: &columns[s.at], x: x, width: s.width}
		x += s.width + gap
	}
	return kept, gap
}

// grow gives cells to the columns, first to those that are closest to their maximum.
func grow(shapes []*shape, cells int, most func(*shape) int) {
	lack := func(s *shape) int { return max(most(s)-s.width, 0) }
	order := slices.Clone(shapes)
	slices.SortStableFunc(order, func(a, b *shape) int { return cmp.Compare(lack(a), lack(b)) })
	for _, s := range order {
		more := min(lack(s), cells)
		s.width += more
		cells -= more
	}
}
