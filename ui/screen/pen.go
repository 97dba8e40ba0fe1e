package screen

import (
	"strconv"
	"unicode/utf8"
)

// pen writes to a buffer and knows the position of the cursor and the current style.
// It never relies on the terminal to wrap a line: terminals disagree about the cursor
// position after the last column, so every run begins with a move.
type pen struct {
	out   []byte
	style style
	x, y  int // position of the cursor; -1: unknown
}

// begin starts an empty buffer. The style is plain and the cursor position is unknown.
func (p *pen) begin(prefix string) {
	*p = pen{out: append(p.out[:0], prefix...), x: -1, y: -1}
}

// lost makes the cursor position unknown.
func (p *pen) lost() { p.x, p.y = -1, -1 }

func (p *pen) move(x, y int) {
	switch {
	case x == p.x && y == p.y:
	case y == p.y && x == 0:
		p.out = append(p.out, '\r')
	case y == p.y && p.x >= 0 && x > p.x:
		p.sequence(x-p.x, 'C')
	case y == p.y+1 && p.y >= 0 && x == 0:
		p.out = append(p.out, "\r\n"...)
	case x == 0:
		p.sequence(y+1, 'H')
	default:
		p.pair(y+1, x+1, 'H')
	}
	p.x, p.y = x, y
}

// sequence writes a control sequence with one parameter; 1 is the default and is left out.
func (p *pen) sequence(n int, final byte) {
	p.out = append(p.out, "\x1b["...)
	if n != 1 {
		p.out = strconv.AppendInt(p.out, int64(n), 10)
	}
	p.out = append(p.out, final)
}

func (p *pen) pair(a, b int, final byte) {
	p.out = strconv.AppendInt(append(p.out, "\x1b["...), int64(a), 10)
	p.out = strconv.AppendInt(append(p.out, ';'), int64(b), 10)
	p.out = append(p.out, final)
}

func (p *pen) look(s style) {
	p.out = appendChange(p.out, p.style, s)
	p.style = s
}

// put writes a cell at the cursor. The second column of a wide character was written
// with the first.
func (p *pen) put(c cell) {
	if c.width == 0 {
		return
	}
	p.look(c.style)
	p.out = utf8.AppendRune(p.out, c.char)
	p.x += int(c.width)
}

// clear clears the rest of the line.
func (p *pen) clear() {
	p.look(0) // some terminals fill it with the background
	p.out = append(p.out, "\x1b[K"...)
}

// verbatim writes a line that cannot be represented in cells.
func (p *pen) verbatim(y int, text []byte) {
	p.move(0, y)
	p.clear()
	p.out = append(append(p.out, text...), "\x1b[m"...)
	p.lost()
}
