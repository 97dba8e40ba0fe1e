package dash

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"berth/ui/dash/cells"
	"berth/ui/theme"
)

// boxWidth is the maximum width of a box: longer lines are hard to read.
const boxWidth = 88

// box draws a box over the lines of a window.
type box struct {
	theme *theme.Theme
	window
}

// overlay draws the box in the middle of the lines. content returns its title and
// its lines for the given size in cells.
func (b box) overlay(lines []string, content func(width, height int) (string, []string)) {
	width, height := min(b.width-4, boxWidth), max(b.height-4, 1)
	if b.width < 48 { // no room for a margin
		width, height = b.width-2, max(b.height-2, 1)
	}
	inner := max(width-2, 1)
	title, inside := content(inner, height)
	inside = inside[:min(len(inside), height)]
	for i := range inside {
		inside[i] = " " + cells.Fill(inside[i], inner) + " "
	}
	boxed := strings.Split(lipgloss.NewStyle().Border(b.theme.Border).Render(strings.Join(inside, "\n")), "\n")
	boxed[0] = b.titled(boxed[0], title)
	x := max((b.width-ansi.StringWidth(boxed[0]))/2, 0)
	y := max((len(lines)-len(boxed))/2, 0)
	for i, row := range boxed {
		if y+i < len(lines) {
			lines[y+i] = splice(lines[y+i], row, x, b.width)
		}
	}
}

// titled writes the title into the top border of a box.
func (b box) titled(edge, title string) string {
	title = " " + b.theme.Text(title) + " "
	width := ansi.StringWidth(edge)
	if title = cells.Clip(title, width-4); title == "" {
		return edge
	}
	return ansi.Truncate(edge, 2, "") + b.theme.Paint(theme.Brand, title) +
		ansi.TruncateLeft(edge, 2+ansi.StringWidth(title), "")
}

// splice replaces a part of a line, from cell x on, by over.
func splice(line, over string, x, width int) string {
	left := cells.Fill(line, x)
	right := ansi.TruncateLeft(cells.Fill(line, width), x+ansi.StringWidth(over), "")
	return left + over + strings.TrimRight(right, " ")
}
