package screen

import "bytes"

// Synchronised output: the terminal shows everything between these two sequences at
// once. Terminals without this mode ignore them.
const (
	beginUpdate = "\x1b[?2026h"
	endUpdate   = "\x1b[?2026l"
)

// differ knows the content of the terminal and writes the changes to another frame.
// Its zero value knows nothing. It is not safe for concurrent use.
type differ struct {
	rows  []row // the content of the terminal
	known bool
	spare row // the row that is being compared
	pen   pen
	sums  []uint64 // of the lines of the new frame
	alike []bool   // the line is already on the terminal
	tries []byte   // buffer for the second way to write a row
}

// forget makes the content of the terminal unknown.
func (d *differ) forget() { d.known = false }

// diff returns what must be written so that the terminal shows these lines; it is
// empty if the terminal shows them already. The bytes are valid until the next call.
func (d *differ) diff(lines [][]byte) []byte {
	d.pen.begin(beginUpdate)
	start := len(d.pen.out)
	if !d.known {
		for i := range d.rows {
			d.rows[i].set(nil)
		}
		d.pen.out = append(d.pen.out, "\x1b[r\x1b[m\x1b[H\x1b[J"...)
		d.pen.x, d.pen.y, d.known = 0, 0, true
	}
	for len(d.rows) < len(lines) {
		d.rows = append(d.rows, row{})
	}
	d.shift(lines)
	for y := range d.rows {
		var line []byte
		if y < len(lines) {
			line = lines[y]
		}
		if bytes.Equal(d.rows[y].text, line) {
			continue
		}
		d.spare.set(line)
		d.paint(y, &d.rows[y], &d.spare)
		d.rows[y], d.spare = d.spare, d.rows[y]
	}
	if len(d.pen.out) == start {
		return nil
	}
	d.pen.look(0)
	d.pen.out = append(d.pen.out, endUpdate...)
	return d.pen.out
}

// costly is the cost of a row in bytes from which a second way is tried.
const costly = 40

var empty row

// paint writes the changes from one row to another: over the old text or, if that is
// shorter, after clearing the line.
func (d *differ) paint(y int, was, is *row) {
	p := &d.pen
	if is.raw {
		p.verbatim(y, is.text)
		return
	}
	if was.raw {
		p.move(0, y)
		p.clear()
		was = &empty
	}
	before, start := *p, len(p.out)
	p.over(y, was, is)
	if len(p.out)-start < costly || len(was.cells) == 0 {
		return
	}
	after, cost := *p, len(p.out)-start
	d.tries = append(d.tries[:0], p.out[start:]...)
	*p = before
	p.out = after.out[:start] // append may have moved it to another array
	p.move(0, y)
	p.clear()
	p.over(y, &empty, is)
	if len(p.out)-start >= cost {
		after.out = append(p.out[:start], d.tries...)
		*p = after
	}
}

// near is how many unchanged columns are written again at most, instead of moving
// the cursor over them.
const near = 8

// over writes the columns that have changed.
func (p *pen) over(y int, was, is *row) {
	for x, c := range is.cells {
		if c.width == 0 || c == was.at(x) { // the second column of a wide character is written with the first
			continue
		}
		if p.y != y || p.x < 0 || p.x > x || x-p.x > near || !p.bridge(is, x) {
			p.move(x, y)
		}
		p.put(c)
	}
	if len(was.cells) > len(is.cells) {
		p.move(len(is.cells), y)
		p.clear()
	}
}

// bridge writes the columns up to x again, if that is not longer than moving the cursor.
func (p *pen) bridge(r *row, x int) bool {
	if p.x == x {
		return true
	}
	before, start := *p, len(p.out)
	p.move(x, p.y)
	jump := len(p.out) - start
	p.out, p.x = p.out[:start], before.x
	for i := before.x; i < x; i++ {
		p.put(r.at(i))
	}
	if len(p.out)-start <= jump {
		return true
	}
	p.out, p.style, p.x = p.out[:start], before.style, before.x
	return false
}
