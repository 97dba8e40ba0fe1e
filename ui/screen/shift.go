package screen

import "bytes"

const (
	// shifts is how many blocks of lines may move in one frame.
	shifts = 4
	// worthwhile is how many lines a move must save at least: it costs some 20
	// bytes, no more than a line in which two cells have changed.
	worthwhile = 3
)

// block is a range of lines that moved by some lines, down where by is positive.
type block struct{ first, last, by int }

// shift moves the blocks of lines that stand elsewhere in the new frame: rows
// that were inserted above them or removed, or a table that was scrolled.
func (d *differ) shift(lines [][]byte) {
	if !d.look(lines) {
		return
	}
	for range shifts {
		b, saved := d.moved(len(lines))
		if saved <= worthwhile {
			return
		}
		d.move(b)
		for y := min(b.first, b.first+b.by); y <= max(b.last, b.last+b.by); y++ {
			d.alike[y] = d.sums[y] == d.rows[y].sum && bytes.Equal(lines[y], d.rows[y].text)
		}
	}
}

// look takes the sums of the new lines, and reports whether enough of them are
// new for a block to have moved.
func (d *differ) look(lines [][]byte) bool {
	d.sums, d.alike = d.sums[:0], d.alike[:0]
	changed := 0
	for y, line := range lines {
		alike := bytes.Equal(line, d.rows[y].text)
		d.alike = append(d.alike, alike)
		if alike {
			d.sums = append(d.sums, d.rows[y].sum)
			continue
		}
		d.sums = append(d.sums, sum(line))
		changed++
	}
	return changed > worthwhile
}

// moved finds the move that saves most lines. Lines are told apart by their
// sums: where two are taken for one by mistake the line is written after all.
func (d *differ) moved(n int) (best block, most int) {
	for by := 1 - n; by < n; by++ {
		saved, first := 0, 0
		for y := max(0, by); y < min(n, n+by); y++ {
			here := d.saves(y, by)
			if saved == 0 {
				first = y // a block begins with a line that gains
			}
			saved = max(saved+here, 0)
			if here <= 0 || saved <= most || by == 0 {
				continue
			}
			if b := (block{first - by, y - by, by}); saved-d.spoils(b) > most {
				best, most = b, saved-d.spoils(b)
			}
		}
	}
	return best, most
}

// spoils is how many lines a move makes blank that stand where they should.
func (d *differ) spoils(b block) int {
	from, to := b.first, b.first+b.by
	if b.by < 0 {
		from, to = b.last+b.by+1, b.last+1
	}
	n := 0
	for _, alike := range d.alike[from:to] {
		if alike {
			n++
		}
	}
	return n
}

// saves is what the line y gains when the one that stands by lines above it is
// moved there.
func (d *differ) saves(y, by int) int {
	comes := d.sums[y] == d.rows[y-by].sum
	switch {
	case d.alike[y] && !comes:
		return -1
	case !d.alike[y] && comes && d.sums[y] != 0:
		return 1
	}
	return 0
}

// move moves a block on the terminal and in what is known of it. The lines that
// it leaves are blank then, and those that it is moved over are gone. The pen is
// plain: some terminals fill new lines with its background.
func (d *differ) move(b block) {
	top, bottom, n := min(b.first, b.first+b.by), max(b.last, b.last+b.by), max(b.by, -b.by)
	d.pen.pair(top+1, bottom+1, 'r')
	d.pen.lost() // setting a scroll region moves the cursor
	d.pen.move(0, top)
	if b.by > 0 {
		d.pen.sequence(n, 'L')
	} else {
		d.pen.sequence(n, 'M')
	}
	d.pen.out = append(d.pen.out, "\x1b[r"...)
	d.pen.lost()

	rows := d.rows[top : bottom+1]
	if b.by < 0 {
		n = len(rows) - n
	}
	rotate(rows, n)
	blank := rows[:max(b.by, 0)]
	if b.by < 0 {
		blank = rows[len(rows)+b.by:]
	}
	for i := range blank {
		blank[i].set(nil)
	}
}

// rotate moves rows down by n; those that fall out at the end come in at the start.
func rotate(rows []row, n int) {
	n %= len(rows)
	reverse(rows)
	reverse(rows[:n])
	reverse(rows[n:])
}

func reverse(rows []row) {
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
}
