// Package table is a live table: rows appear and disappear while the user reads it.
// The cursor stores the identity of a row, not its number. Only the rows in the
// window are formatted.
package table

import "berth/model"

// Mark says whether a row is new or has ended.
type Mark uint8

// The marks.
const (
	Steady Mark = iota
	Fresh       // new within the last refreshes
	Gone        // ended; still shown for some refreshes
)

// Rows are the rows of a table, from top to bottom. A row is made when it is
// requested, and only the rows in the window are requested.
type Rows[R any] interface {
	Len() int
	At(i int) (R, Mark)
}

// none has no rows.
type none[R any] struct{}

func (none[R]) Len() int         { return 0 }
func (none[R]) At(int) (R, Mark) { panic("a row of none") }

// Table shows rows R that have the identity K.
type Table[R any, K comparable] struct {
	columns []Column[R]
	key     func(R) K
	rows    Rows[R]
	places  []place[R]
	gap     int  // cells between two columns
	held    K    // identity of the row under the cursor
	holds   bool // held is set
	cursor  int
	top     int // first row in the window
	width   int
	height  int // rows in the window

	Sort string // name of the sorted field
	Desc bool
}

// New makes an empty table.
func New[R any, K comparable](columns []Column[R], key func(R) K) *Table[R, K] {
	return &Table[R, K]{columns: columns, key: key, rows: none[R]{}}
}

// Resize sets the window: cells, and rows without the titles.
func (t *Table[R, K]) Resize(width, height int) {
	t.height = max(height, 0)
	if t.width != width || t.places == nil {
		t.width = width
		t.places, t.gap = fit(t.columns, width, t.Sort)
	}
	t.reveal()
}

// SortBy says by which field the rows that are set are sorted.
func (t *Table[R, K]) SortBy(name string, desc bool) {
	t.Sort, t.Desc = name, desc
	t.places, t.gap = fit(t.columns, t.width, name)
}

// Set shows other rows. The cursor follows its row; hint is its likely position. If
// the row is gone, the cursor keeps its place on the screen.
func (t *Table[R, K]) Set(rows Rows[R], hint int) {
	was := t.cursor
	t.rows = rows
	if t.holds {
		if i, ok := t.find(t.held, hint); ok {
			if t.top > 0 {
				t.top += i - was
			}
			t.cursor = i
			t.reveal()
			return
		}
	}
	t.Select(t.cursor)
}

// Release drops the rows until others are set. The table remembers the row of its cursor.
func (t *Table[R, K]) Release() { t.rows = none[R]{} }

// Held is the identity of the row under the cursor.
func (t *Table[R, K]) Held() (K, bool) { return t.held, t.holds }

// near is how far around a position a row is searched first. It is also the maximum
// number of rows that are searched completely: more would delay a key.
const (
	near = 1 << 11
	all  = 1 << 17
)

// find searches around the hint and the cursor first, because rows rarely move far.
func (t *Table[R, K]) find(k K, hint int) (int, bool) {
	for _, place := range []int{hint, t.cursor} {
		for d := range near {
			for _, i := range [2]int{place - d, place + d} {
				if i >= 0 && i < t.rows.Len() && t.keyAt(i) == k {
					return i, true
				}
			}
		}
	}
	if t.rows.Len() > all {
		return 0, false
	}
	for i := range t.rows.Len() {
		if t.keyAt(i) == k {
			return i, true
		}
	}
	return 0, false
}

func (t *Table[R, K]) keyAt(i int) K {
	r, _ := t.rows.At(i)
	return t.key(r)
}

// Select moves the cursor to row i, or to the nearest one.
func (t *Table[R, K]) Select(i int) {
	t.cursor = max(min(i, t.rows.Len()-1), 0)
	if t.holds = t.rows.Len() > 0; t.holds {
		t.held = t.keyAt(t.cursor)
	}
	t.reveal()
}

// Move moves the cursor by n rows.
func (t *Table[R, K]) Move(n int) { t.Select(t.cursor + n) }

// Home puts the cursor on the first row.
func (t *Table[R, K]) Home() { t.Select(0) }

// End puts the cursor on the last row.
func (t *Table[R, K]) End() { t.Select(t.rows.Len() - 1) }

// Page is how many rows a page key moves.
func (t *Table[R, K]) Page() int { return max(t.height-1, 1) }

// Scroll moves the window, and the cursor only if it would leave the window.
func (t *Table[R, K]) Scroll(n int) {
	t.top = max(min(t.top+n, t.rows.Len()-t.height), 0)
	if t.height > 0 && (t.cursor < t.top || t.cursor >= t.top+t.height) {
		t.Select(max(min(t.cursor, t.top+t.height-1), t.top))
	}
}

// reveal moves the window so that it contains the cursor and wastes no lines.
func (t *Table[R, K]) reveal() {
	t.top = max(min(t.top, t.rows.Len()-t.height), 0)
	if t.cursor < t.top {
		t.top = t.cursor
	}
	if t.height > 0 && t.cursor >= t.top+t.height {
		t.top = t.cursor - t.height + 1
	}
}

// Selected is the row under the cursor.
func (t *Table[R, K]) Selected() (row R, ok bool) {
	if t.rows.Len() == 0 {
		return row, false
	}
	row, _ = t.rows.At(t.cursor)
	return row, true
}

// Len is the number of rows, ended ones included; Cursor the one selected, from 0.
func (t *Table[R, K]) Len() int { return t.rows.Len() }

// Cursor is the number of the selected row, from 0.
func (t *Table[R, K]) Cursor() int { return t.cursor }

// RowAt is the row in line y of the window.
func (t *Table[R, K]) RowAt(y int) (int, bool) {
	i := t.top + y
	return i, y >= 0 && y < t.height && i < t.rows.Len()
}

// ColumnAt is the name of the column at cell x.
func (t *Table[R, K]) ColumnAt(x int) (string, bool) {
	for _, p := range t.places {
		if x >= p.x && x < p.x+p.width+t.gap {
			return p.Name, true
		}
	}
	return "", false
}

// Visible are the names of the columns on the screen, from left to right.
func (t *Table[R, K]) Visible() []string {
	names := make([]string, len(t.places))
	for i, p := range t.places {
		names[i] = p.Name
	}
	return names
}

// Needs is what the columns on the screen need from a sample; before the first
// Resize, what all columns need.
func (t *Table[R, K]) Needs() model.Need {
	var need model.Need
	for _, p := range t.places {
		need |= p.Need
	}
	if t.places == nil {
		for i := range t.columns {
			need |= t.columns[i].Need
		}
	}
	return need
}
