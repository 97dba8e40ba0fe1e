// Package table is a live table: rows come and go while a person reads it. The
// cursor holds the identity of a row, not its number, and only the rows in the
// window are ever formatted.
package table

// Mark says what a row has just done.
type Mark uint8

// The marks.
const (
	Steady Mark = iota
	Fresh       // new within the last refreshes
	Gone        // ended; shown a little longer
)

// Row is a row and its mark.
type Row[R any] struct {
	Value R
	Mark  Mark
}

// Table shows rows R that are known by K.
type Table[R any, K comparable] struct {
	columns []Column[R]
	key     func(R) K
	rows    []Row[R]
	places  []place[R]
	gap     int  // cells between two columns
	held    K    // identity under the cursor
	holds   bool // there is one
	cursor  int
	top     int // first row in the window
	width   int
	height  int // rows in the window

	Sort string // name of the sorted field
	Desc bool
}

// New makes an empty table.
func New[R any, K comparable](columns []Column[R], key func(R) K) *Table[R, K] {
	return &Table[R, K]{columns: columns, key: key}
}

// Resize sets the window: cells, and rows without the titles.
func (t *Table[R, K]) Resize(width, height int) {
	t.height = max(height, 0)
	if t.width != width || t.places == nil {
		t.width = width
		t.places, t.gap = fit(t.columns, width)
	}
	t.reveal()
}

// Set shows other rows. The cursor goes where its row went; where the row is no
// longer there, the cursor stays at its place on the screen.
func (t *Table[R, K]) Set(rows []Row[R]) {
	was := t.cursor
	t.rows = rows
	if t.holds {
		if i, ok := t.find(t.held); ok {
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

// find looks near the cursor first: rows rarely move far.
func (t *Table[R, K]) find(k K) (int, bool) {
	if t.cursor < len(t.rows) && t.key(t.rows[t.cursor].Value) == k {
		return t.cursor, true
	}
	for i := range t.rows {
		if t.key(t.rows[i].Value) == k {
			return i, true
		}
	}
	return 0, false
}

// Select puts the cursor on the i-th row, or the nearest there is.
func (t *Table[R, K]) Select(i int) {
	t.cursor = max(min(i, len(t.rows)-1), 0)
	if t.holds = len(t.rows) > 0; t.holds {
		t.held = t.key(t.rows[t.cursor].Value)
	}
	t.reveal()
}

// Move moves the cursor by n rows.
func (t *Table[R, K]) Move(n int) { t.Select(t.cursor + n) }

// Home puts the cursor on the first row.
func (t *Table[R, K]) Home() { t.Select(0) }

// End puts the cursor on the last row.
func (t *Table[R, K]) End() { t.Select(len(t.rows) - 1) }

// Page is how many rows a page key moves.
func (t *Table[R, K]) Page() int { return max(t.height-1, 1) }

// Scroll moves the window, and the cursor only as far as it must.
func (t *Table[R, K]) Scroll(n int) {
	t.top = max(min(t.top+n, len(t.rows)-t.height), 0)
	if t.height > 0 && (t.cursor < t.top || t.cursor >= t.top+t.height) {
		t.Select(max(min(t.cursor, t.top+t.height-1), t.top))
	}
}

// reveal moves the window so that the cursor is in it and no room is wasted.
func (t *Table[R, K]) reveal() {
	t.top = max(min(t.top, len(t.rows)-t.height), 0)
	if t.cursor < t.top {
		t.top = t.cursor
	}
	if t.height > 0 && t.cursor >= t.top+t.height {
		t.top = t.cursor - t.height + 1
	}
}

// Selected is the row under the cursor.
func (t *Table[R, K]) Selected() (row R, ok bool) {
	if len(t.rows) == 0 {
		return row, false
	}
	return t.rows[t.cursor].Value, true
}

// Len is the number of rows, ended ones included; Cursor the one selected, from 0.
func (t *Table[R, K]) Len() int { return len(t.rows) }

// Cursor is the number of the selected row, from 0.
func (t *Table[R, K]) Cursor() int { return t.cursor }

// RowAt tells which row the y-th line of the window shows.
func (t *Table[R, K]) RowAt(y int) (int, bool) {
	i := t.top + y
	return i, y >= 0 && y < t.height && i < len(t.rows)
}

// ColumnAt tells the name of the column over the x-th cell.
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
