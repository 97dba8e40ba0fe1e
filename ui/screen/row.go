package screen

import (
	"bytes"
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one column of a row. A wide character takes two cells: the second has no
// rune and width 0.
type cell struct {
	style style
	char  rune
	width uint8
}

// blank is a cell to which nothing was written.
var blank = cell{char: ' ', width: 1}

// row is a line of the screen: its text, and the cells of this text.
type row struct {
	text  []byte
	sum   uint64 // of text
	cells []cell // without the blanks at the end
	raw   bool   // text cannot be represented in cells and is written as it is
}

var seed = maphash.MakeSeed()

// sum is a hash to compare lines; it is 0 for an empty line.
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

// set splits a line into cells. The row keeps its own copy of the line.
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

// sgr reads a sequence that changes the style, and returns its length; 0 if it is
// another sequence.
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

// character reads a character and returns its length. It returns 0 for combined
// characters: terminals disagree about their width.
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
