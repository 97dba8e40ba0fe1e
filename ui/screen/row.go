package screen

import (
	"bytes"
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one column of a row. A wide character takes two: the second has no
// rune and no width.
type cell struct {
	style style
	char  rune
	width uint8
}

// blank is what stands where nothing was written.
var blank = cell{char: ' ', width: 1}

// row is a line of the screen: as it was handed over, and taken apart.
type row struct {
	text  []byte
	sum   uint64 // of text
	cells []cell // without the blanks at the end
	raw   bool   // text has something that cells cannot hold; it is written as it is
}

var seed = maphash.MakeSeed()

// sum tells lines apart; it is 0 for an empty one.
func sum(text []byte) uint64 {
	if len(text) == 0 {
		return 0
	}
	return maphash.Bytes(seed, text)
}

// at is the cell in column x.
func (r *row) at(x int) cell {
	if x >= len(r.cells) {
		return blank
	}
	return r.cells[x]
}

// set takes a line apart. The row keeps a copy in a buffer of its own.
func (r *row) set(line []byte) {
	r.text = append(r.text[:0], line...)
	r.sum = sum(line)
	r.cells, r.raw = r.cells[:0], false
	var pen style
	for rest := r.text; len(rest) > 0; {
		var n int
		switch c := rest[0]; {
		case c >= ' ' && c <= '~':
			r.cells = append(r.cells, cell{pen, rune(c), 1})
			n = 1
		case c == '\x1b':
			n, pen = sgr(rest, pen)
		case c >= utf8.RuneSelf:
			n = r.character(rest, pen)
		}
		if n == 0 {
			r.cells, r.raw = r.cells[:0], true
			return
		}
		rest = rest[n:]
	}
	for n := len(r.cells); n > 0 && r.cells[n-1] == blank; n-- {
		r.cells = r.cells[:n-1]
	}
}

// sgr reads a sequence that changes the style and returns its length, 0 where it
// is another one.
func sgr(text []byte, pen style) (int, style) {
	if len(text) < 3 || text[1] != '[' {
		return 0, pen
	}
	end := bytes.IndexByte(text, 'm')
	if end < 0 {
		return 0, pen
	}
	pen, ok := pen.apply(text[2:end])
	if !ok {
		return 0, pen
	}
	return end + 1, pen
}

// character reads a character and returns its length. It is 0 where several
// combine to one: terminals do not agree on how many columns those take.
func (r *row) character(text []byte, pen style) int {
	char, n := utf8.DecodeRune(text)
	cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	if len(cluster) != n || width < 1 || width > 2 || char == utf8.RuneError && n == 1 || unicode.IsControl(char) {
		return 0
	}
	r.cells = append(r.cells, cell{pen, char, uint8(width)})
	if width == 2 {
		r.cells = append(r.cells, cell{style: pen})
	}
	return n
}
