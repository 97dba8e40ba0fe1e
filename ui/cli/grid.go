package cli

import (
	"encoding/csv"
	"io"
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

// text writes the grid in aligned columns, not wider than width; 0 is no limit.
// A cell that is empty says -, so that what splits at blanks counts right.
func (g grid) text(width int) string {
	widths := g.widths()
	if width > 0 {
		narrow(widths, width-len(gap)*(len(widths)-1))
	}
	var b strings.Builder
	titles := make([]string, len(g.columns))
	for i, c := range g.columns {
		titles[i] = c.title
	}
	g.line(&b, titles, widths, width)
	for _, row := range g.cells {
		g.line(&b, row, widths, width)
	}
	return b.String()
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

// least is how narrow a column gets to make room for the others.
const least = 6

// narrow takes cells from the widest columns until all fit into the room. Where
// they cannot, the line is cut at its end.
func narrow(widths []int, room int) {
	over := -room
	for _, w := range widths {
		over += w
	}
	for ; over > 0; over-- {
		widest := 0
		for i, w := range widths {
			if w >= widths[widest] { // of equals the one to the right, which says less
				widest = i
			}
		}
		if widths[widest] <= least {
			return
		}
		widths[widest]--
	}
}

func (g grid) line(b *strings.Builder, row []string, widths []int, width int) {
	var line strings.Builder
	for i, text := range row {
		if text == "" {
			text = "-"
		}
		if i > 0 {
			line.WriteString(gap)
		}
		if table.Width(text) > widths[i] {
			text = ansi.Truncate(text, widths[i], cutMark)
		}
		space := strings.Repeat(" ", max(0, widths[i]-table.Width(text)))
		if g.columns[i].right {
			line.WriteString(space + text)
		} else {
			line.WriteString(text + space)
		}
	}
	text := strings.TrimRight(line.String(), " ")
	if width > 0 && table.Width(text) > width {
		text = ansi.Truncate(text, width, cutMark)
	}
	b.WriteString(text + "\n")
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
