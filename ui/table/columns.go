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
// that a name is whole before a command line gets longer. It also says how wide
// the gap between columns is.
func fit[R any](columns []Column[R], width int, sorted string) (kept []place[R], gap int) {
	kept = make([]place[R], 0, len(columns))
	for i := range columns {
		kept = append(kept, place[R]{Column: &columns[i], width: columns[i].Min})
	}
	if gap = wideGap; total(kept, gap) > width {
		gap = narrowGap
	}
	for total(kept, gap) > width {
		last := lastDrop(kept, sorted)
		if last < 0 {
			squeeze(kept, total(kept, gap)-width)
			break
		}
		drop := kept[last].Drop
		kept = slices.DeleteFunc(kept, func(p place[R]) bool { return p.Drop == drop && p.Name != sorted })
	}
	grow(kept, width-total(kept, gap))
	x := gutter
	for i := range kept {
		kept[i].x = x
		x += kept[i].width + gap
	}
	return kept, gap
}

// lastDrop is the column to leave out next, -1 where none may be. The one that is
// sorted by stays: an order whose reason is not to be seen looks like none.
func lastDrop[R any](kept []place[R], sorted string) int {
	last := -1
	for i, p := range kept {
		if p.Drop > 0 && p.Name != sorted && (last < 0 || p.Drop >= kept[last].Drop) {
			last = i
		}
	}
	return last
}

// grow hands out cells to the columns, those that lack least first.
func grow[R any](kept []place[R], left int) {
	order := make([]int, len(kept))
	for i := range order {
		order[i] = i
	}
	lack := func(i int) int { return max(kept[i].Max-kept[i].width, 0) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lack(a), lack(b)) })
	for _, i := range order {
		more := min(lack(i), max(left, 0))
		kept[i].width += more
		left -= more
	}
}

func total[R any](kept []place[R], gap int) int {
	sum := gutter
	for i, p := range kept {
		if i > 0 {
			sum += gap
		}
		sum += p.width
	}
	return sum
}

// squeeze takes cells from the widest columns: none of them may be left out.
func squeeze[R any](kept []place[R], over int) {
	for ; over > 0; over-- {
		widest := 0
		for i := range kept {
			if kept[i].width > kept[widest].width {
				widest = i
			}
		}
		if kept[widest].width <= 1 {
			return
		}
		kept[widest].width--
	}
}
