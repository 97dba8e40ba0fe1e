package table

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/ui/theme"
)

// gutter is the width before the first column, for the cursor and the mark.
const gutter = 1

const spaces = "                                                                                                                                "

// Titles draws the column titles; the sorted one shows its direction.
func (t *Table[R, K]) Titles(th *theme.Theme) string {
	b := make([]byte, 0, 2*t.width)
	b = append(b, " "...)
	for i, p := range t.places {
		title := p.Title
		if p.Name == t.Sort {
			arrow := th.Up
			if t.Desc {
				arrow = th.Down
			}
			// The arrow may use the gap, but not the next column.
			if title += " " + arrow; Width(title) > p.width {
				title = p.Title + arrow
			}
		}
		b = appendCell(b, th, title, p.width, p.Right)
		if i < len(t.places)-1 {
			b = append(b, spaces[:t.gap]...)
		}
	}
	return th.Paint(theme.Title, pad(string(b), t.width))
}

// Append draws the window: one line for each row, each ended by a newline. Lines
// without a row are empty. The cursor is shown if focused.
func (t *Table[R, K]) Append(b []byte, th *theme.Theme, focused bool) []byte {
	for y := range t.height {
		if i, ok := t.RowAt(y); ok {
			b = t.appendRow(b, th, i, focused && i == t.cursor)
		}
		b = append(b, '\n')
	}
	return b
}

func (t *Table[R, K]) appendRow(b []byte, th *theme.Theme, i int, selected bool) []byte {
	row, mark := t.rows.At(i)
	lead, whole := t.lead(th, mark, selected)
	if whole != theme.Plain { // the line has one tone: a cell must not reset it
		return th.Append(b, whole, string(t.appendCells([]byte(lead), th, row, false)))
	}
	return t.appendCells(append(b, lead...), th, row, true)
}

// lead is the gutter of a row, and the tone of its whole line.
func (t *Table[R, K]) lead(th *theme.Theme, mark Mark, selected bool) (string, theme.Tone) {
	lead, tone := " ", theme.Plain
	switch mark {
	case Fresh:
		lead, tone = th.New, theme.Fresh
	case Gone:
		lead, tone = th.Ended, theme.Gone
	}
	if selected {
		tone = theme.Selected
		if mark == Steady {
			lead = th.Cursor
		}
	}
	return lead, tone
}

func (t *Table[R, K]) appendCells(b []byte, th *theme.Theme, row R, toned bool) []byte {
	for i, p := range t.places {
		text := p.Text(row).String()
		tone := theme.Plain
		if toned && p.Tone != nil {
			tone = p.Tone(row)
		}
		if tone == theme.Plain {
			b = appendCell(b, th, text, p.width, p.Right)
		} else {
			b = appendToned(b, th, tone, text, p.width, p.Right)
		}
		if i < len(t.places)-1 {
			b = append(b, spaces[:t.gap]...)
		} else if !toned {
			b = append(b, strings.Repeat(" ", max(t.width-p.x-p.width, 0))...)
		}
	}
	return b
}

// appendCell writes text in exactly width cells.
func appendCell(b []byte, th *theme.Theme, text string, width int, right bool) []byte {
	text, w := Cut(th, text, width)
	if right {
		b = appendSpaces(b, width-w)
		return append(b, text...)
	}
	return appendSpaces(append(b, text...), width-w)
}

// appendToned colours the text but not the space around it.
func appendToned(b []byte, th *theme.Theme, tone theme.Tone, text string, width int, right bool) []byte {
	text, w := Cut(th, text, width)
	if right {
		b = appendSpaces(b, width-w)
		return th.Append(b, tone, text)
	}
	return appendSpaces(th.Append(b, tone, text), width-w)
}

// Cut shortens text to at most width cells, with a mark if a part is missing. It also
// returns the width of the result.
func Cut(th *theme.Theme, text string, width int) (string, int) {
	text = th.Text(text)
	w := Width(text)
	if w <= width {
		return text, w
	}
	text = ansi.Truncate(text, width, th.More)
	return text, Width(text)
}

func appendSpaces(b []byte, n int) []byte {
	for ; n > len(spaces); n -= len(spaces) {
		b = append(b, spaces...)
	}
	return append(b, spaces[:max(n, 0)]...)
}

func pad(s string, width int) string {
	w := Width(s)
	if w > width {
		return ansi.Truncate(s, width, "")
	}
	return s + strings.Repeat(" ", width-w)
}

// Width is the number of cells of a text. ASCII, which is nearly everything, is
// counted without parsing, eight bytes at a time.
func Width(s string) int {
	rest := s
	for ; len(rest) >= 8; rest = rest[8:] {
		eight := uint64(rest[0]) | uint64(rest[1])<<8 | uint64(rest[2])<<16 | uint64(rest[3])<<24 |
			uint64(rest[4])<<32 | uint64(rest[5])<<40 | uint64(rest[6])<<48 | uint64(rest[7])<<56
		const each = 0x0101010101010101
		below, above := (eight-' '*each)&^eight, (eight+(0x7f-'~')*each)|eight
		if (below|above)&(0x80*each) != 0 {
			return ansi.StringWidth(s)
		}
	}
	for i := 0; i < len(rest); i++ {
		if rest[i] < ' ' || rest[i] > '~' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}
