package table

import (
	"bytes"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// plainGap is the gap between two columns of a plain table.
const plainGap = "  "

// plainMark marks the end of a text that was cut. It is ASCII, because a list may be
// printed on any terminal.
const plainMark = "+"

// Plain is a table of texts without a cursor and colours, for a pipe or for printing
// on a terminal.
type Plain struct {
	Columns []Head
	Cells   [][]string // rows; each has one text for each column
}

// Head is a column of a plain table.
type Head struct {
	Name, Title string
	Right       bool // a number: right-aligned and never cut
	Tail        bool // the end of the text matters most, such as a port
	Drop        int  // the highest is left out first; 0 is never left out
}

// Append writes the table in aligned columns, not wider than width; 0 means no limit.
// An empty cell is written as -, so that a program that splits at blanks finds all columns.
func (p Plain) Append(b []byte, width int) []byte {
	shapes := p.fit(width)
	titles := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		titles[i] = c.Title
	}
	b = slices.Grow(b, (1+len(p.Cells))*(total(shapes, len(plainGap))+1))
	b = p.line(b, titles, shapes, width)
	for _, row := range p.Cells {
		b = p.line(b, row, shapes, width)
	}
	return b
}

// The minimum widths of a text that is cut: enough to read it, otherwise enough to
// distinguish it from others; and enough for an address.
const (
	readable    = 10
	leastText   = 6
	leastInTail = 12
)

// fit selects the columns that fit a terminal, and their widths. First long texts are
// cut, then columns are left out, then texts are cut further, and addresses before
// their ports. If that is still too wide, the line is cut. A number is never cut,
// because the reader could not see it.
func (p Plain) fit(width int) []*shape {
	shapes := p.shapes()
	if width <= 0 {
		return shapes
	}
	shapes = choose(shapes, width, len(plainGap))
	floors := []func(*shape) int{
		func(s *shape) int { return s.least },
		func(s *shape) int { return p.floor(s, leastText, false) },
		func(s *shape) int { return p.floor(s, leastInTail, true) },
	}
	over := total(shapes, len(plainGap)) - width
	for _, floor := range floors {
		over = squeeze(shapes, over, floor)
	}
	return shapes
}

// shapes are all columns, each as wide as its longest text.
func (p Plain) shapes() []*shape {
	shapes := make([]*shape, len(p.Columns))
	for i, c := range p.Columns {
		shapes[i] = &shape{at: i, width: Width(c.Title), drop: c.Drop}
	}
	for _, row := range p.Cells {
		for i, text := range row {
			shapes[i].width = max(shapes[i].width, Width(text), 1)
		}
	}
	for _, s := range shapes {
		s.least = p.floor(s, readable, false)
	}
	return shapes
}

// floor is the width to which a column may be cut. A number may not be cut.
func (p Plain) floor(s *shape, cells int, tails bool) int {
	if c := p.Columns[s.at]; c.Right || c.Tail != tails {
		return s.width
	}
	return min(s.width, cells)
}

// line appends a row.
func (p Plain) line(b []byte, row []string, shapes []*shape, width int) []byte {
	from := len(b)
	for n, s := range shapes {
		text := row[s.at]
		if text == "" {
			text = "-"
		}
		if n > 0 {
			b = append(b, plainGap...)
		}
		w := Width(text)
		if w > s.width {
			text = p.Columns[s.at].cut(text, s.width)
			w = Width(text)
		}
		if p.Columns[s.at].Right {
			b = append(appendSpaces(b, s.width-w), text...)
		} else {
			b = appendSpaces(append(b, text...), s.width-w)
		}
	}
	b = bytes.TrimRight(b, " ") // this never empties a row: an empty cell is a dash
	if width > 0 && Width(string(b[from:])) > width {
		b = append(b[:from], ansi.Truncate(string(b[from:]), width, plainMark)...)
	}
	return append(b, '\n')
}

// cut shortens a text at its end; a text that ends in a port is cut before the port.
func (h Head) cut(text string, width int) string {
	end := strings.LastIndexByte(text, ':')
	if end > 0 && text[end-1] == ']' {
		end--
	}
	if room := width - (len(text) - end); h.Tail && end > 0 && room > 1 {
		return ansi.Truncate(text[:end], room, plainMark) + text[end:]
	}
	return ansi.Truncate(text, width, plainMark)
}
