package cli

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/ui/table"
)

// gap is the space between two columns of a table.
const gap = "  "

// cutMark stands at the end of a text that a terminal has no room for. It is
// ASCII, as a list may stand on any terminal.
const cutMark = "+"

// grid is a table of texts.
type grid struct {
	columns []column
	cells   [][]string
}

// text appends the grid in aligned columns, not wider than width; 0 is no limit.
// A cell that is empty says -, so that what splits at blanks counts right.
func (g grid) text(b []byte, width int) []byte {
	shown, widths := g.fit(width)
	titles, line := make([]string, len(g.columns)), 1
	for i, c := range g.columns {
		titles[i] = c.title
		line += widths[i] + len(gap)
	}
	b = g.line(slices.Grow(b, (1+len(g.cells))*line), titles, shown, widths, width)
	for _, row := range g.cells {
		b = g.line(b, row, shown, widths, width)
	}
	return b
}

// fit chooses the columns that a terminal has room for, and how wide they are. At
// first long texts are cut, then columns give way, then what is cut is cut again,
// and addresses before their ports. Where even that is too wide, the line is cut.
func (g grid) fit(width int) (shown, widths []int) {
	full := g.widths()
	for i := range g.columns {
		shown = append(shown, i)
	}
	if width <= 0 {
		return shown, full
	}
	const readable, least, address = 10, 6, 12
	for {
		widths = slices.Clone(full)
		room := width - len(gap)*(len(shown)-1)
		if g.narrow(widths, shown, room, readable, false) {
			return shown, widths
		}
		next := g.gives(shown)
		if next < 0 {
			if !g.narrow(widths, shown, room, least, false) {
				g.narrow(widths, shown, room, address, true)
			}
			return shown, widths
		}
		shown = slices.Delete(shown, next, next+1)
	}
}

// gives is the place of the column that gives way next; negative where all must stay.
func (g grid) gives(shown []int) int {
	next := -1
	for at, i := range shown {
		if c := g.columns[i]; c.gives > 0 && (next < 0 || c.gives < g.columns[shown[next]].gives) {
			next = at
		}
	}
	return next
}

// widths are the cells that each column needs.
func (g grid) widths() []int {
	widths := make([]int, len(g.columns))
	for i, c := range g.columns {
		widths[i] = table.Width(c.title)
	}
	for _, row := range g.cells {
		for i, text := range row {
			widths[i] = max(widths[i], table.Width(text), 1)
		}
	}
	return widths
}

// narrow takes cells from the widest columns until all fit into the room, and
// reports whether they do: from texts, or from those that end in a port. Of a
// number that was cut nobody would know.
func (g grid) narrow(widths, shown []int, room, least int, tails bool) bool {
	over := -room
	for _, i := range shown {
		over += widths[i]
	}
	for ; over > 0; over-- {
		widest := -1
		for _, i := range shown {
			c := g.columns[i]
			if c.right || c.tail != tails || widths[i] <= least {
				continue
			}
			if widest < 0 || widths[i] >= widths[widest] { // of equals the one to the right, which says less
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

// line appends a row.
func (g grid) line(b []byte, row []string, shown, widths []int, width int) []byte {
	from := len(b)
	for at, i := range shown {
		text := row[i]
		if text == "" {
			text = "-"
		}
		if at > 0 {
			b = append(b, gap...)
		}
		w := table.Width(text)
		if w > widths[i] {
			text = g.columns[i].cut(text, widths[i])
			w = table.Width(text)
		}
		if g.columns[i].right {
			b = append(spaces(b, widths[i]-w), text...)
		} else {
			b = spaces(append(b, text...), widths[i]-w)
		}
	}
	b = bytes.TrimRight(b, " ") // a row without any text has at least its dashes
	if width > 0 && table.Width(string(b[from:])) > width {
		b = append(b[:from], ansi.Truncate(string(b[from:]), width, cutMark)...)
	}
	return append(b, '\n')
}

const blanks = "                                                                "

func spaces(b []byte, n int) []byte {
	for ; n > len(blanks); n -= len(blanks) {
		b = append(b, blanks...)
	}
	return append(b, blanks[:max(n, 0)]...)
}

// cut shortens a text at its end, and one that ends in a port before that.
func (c column) cut(text string, width int) string {
	end := strings.LastIndexByte(text, ':')
	if end > 0 && text[end-1] == ']' {
		end--
	}
	if room := width - (len(text) - end); c.tail && end > 0 && room > 1 {
		return ansi.Truncate(text[:end], room, cutMark) + text[end:]
	}
	return ansi.Truncate(text, width, cutMark)
}

// csv writes the grid for programs; a spreadsheet must not take a name of a
// process for a formula. heading says whether the names of the columns come first.
func (g grid) csv(to io.Writer, heading bool) error {
	w := csv.NewWriter(to)
	record := make([]string, len(g.columns))
	if heading {
		for i, c := range g.columns {
			record[i] = c.name
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	for _, row := range g.cells {
		for i, text := range row {
			record[i] = inert(text)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// inert puts ' before what a spreadsheet would take for a formula. A lone dash,
// which stands where there is nothing to say, is none.
func inert(text string) string {
	if text != "-" && text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
