package screen

import "bytes"

const (
	// shifts is the maximum number of blocks that are moved in one frame.
	shifts = 4
	// worthwhile is how many lines a move must save at least. A move costs about 20
	// bytes, the same as a line in which two cells have changed.
	worthwhile = 3
)

// block is a range of lines that moved; by is positive if they moved down.
type block struct{ first, last, by int }

// shift moves blocks of lines that have another position in the new frame, because
// rows above them were inserted or removed, or because a table was scrolled.
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

// look computes the sums of the new lines, and reports whether enough lines have
// changed for a block to have moved.
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

// moved finds the move that saves most lines. Lines are compared by their sums. If two
// different lines have the same sum, the line is still corrected afterwards.
func (d *differ) moved(n int) (best block, most int) {
	for by := 1 - n; by < n; by++ {
		saved, first := 0, 0
		for y := max(0, by); y < min(n, n+by); y++ {
			here := d.saves(y, by)
			if saved == 0 {
				first = y // a block begins with a line that the move saves
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

// spoils is how many correct lines a move overwrites or clears.
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

// saves is what moving the line that is by lines above to line y saves.
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

// move moves a block on the terminal and in rows. The lines that it leaves become
// blank, and the lines at its new position are lost. The style must be plain: some
// terminals fill new lines with the current background.
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

// rotate moves rows down by n; rows that fall out at the end come in at the start.
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
