package table

import (
	"bytes"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// plainGap is the space between two columns of a plain table.
const plainGap = "  "

// plainMark stands at the end of a text that a terminal has no room for. It is
// ASCII, as a list may stand on any terminal.
const plainMark = "+"

// Plain is a table of texts, without a cursor and without colours: for a pipe, and
// for what scrolls by on a terminal.
type Plain struct {
	Columns []Head
	Cells   [][]string // rows of as many texts as there are columns
}

// Head is a column of a plain table.
type Head struct {
	Name, Title string
	Right       bool // numbers stand right and are never cut
	Tail        bool // its end says most
	Drop        int  // the highest is left out first; 0 is never left out
}

// Append writes the table in aligned columns, not wider than width; 0 is no limit.
// A cell that is empty says -, so that what splits at blanks counts right.
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

// What is left of a text where there is no room: enough to read it, else enough to
// tell it from others, and enough of an address.
const (
	readable    = 10
	leastText   = 6
	leastInTail = 12
)

// fit chooses the columns that a terminal has room for, and how wide they are. At
// first long texts are cut, then columns are left out, then what is cut is cut
// again, and addresses before their ports. Where even that is too wide, the line
// is cut. Of a number that was cut nobody would know.
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

// shapes are all columns as wide as their texts.
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

// floor is what a column is cut to: a text, or one that ends in a port, but never
// a number.
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
	b = bytes.TrimRight(b, " ") // a row without any text has at least its dashes
	if width > 0 && Width(string(b[from:])) > width {
		b = append(b[:from], ansi.Truncate(string(b[from:]), width, plainMark)...)
	}
	return append(b, '\n')
}

// cut shortens a text at its end, and one that ends in a port before that.
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
