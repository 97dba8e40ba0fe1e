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
	Min  int                // cells it needs to be of use
	Max  int                // cells it takes when there is room; Min where 0
	Drop int                // the highest is left out first, those of equal rank together; 0 is never left out
	Tone func(R) theme.Tone // nil: plain
}

// The space between two columns: wide where every column fits that way, else narrow.
const (
	wideGap   = 2
	narrowGap = 1
)

// place is a column with its position on the line.
type place[R any] struct {
	*Column[R]
	x, width int
}

// fit chooses the columns that a width has room for and gives each its cells:
// first every one its Min, without those of the highest Drop while that is too
// wide; then what is left goes to the columns that lack least of their Max, so
// that a name is whole before a command line gets longer. The column that is
// sorted by stays: an order whose reason is not to be seen looks like none. It
// also says how wide the gap between columns is.
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
		backward := slices.Clone(shapes) // of equals the first gives
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

// grow hands out cells to the columns, those that lack least of what they take at
// most first.
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
