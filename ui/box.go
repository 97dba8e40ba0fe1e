package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"berth/ui/theme"
)

// boxWidth is the widest a box gets: longer lines are hard to read.
const boxWidth = 88

// overlay draws a popup as a box in the middle of the lines.
func (a *App) overlay(lines []string, o popup) {
	width, height := min(a.width-4, boxWidth), max(a.height-4, 1)
	if a.width < 48 { // no room for a margin
		width, height = a.width-2, max(a.height-2, 1)
	}
	inner := max(width-2, 1)
	title, content := o.content(a, inner, height)
	content = content[:min(len(content), height)]
	for i := range content {
		content[i] = " " + fill(content[i], inner) + " "
	}
	box := lipgloss.NewStyle().Border(a.theme.Border).Render(strings.Join(content, "\n"))
	boxed := strings.Split(box, "\n")
	boxed[0] = a.titled(boxed[0], title)
	x := max((a.width-ansi.StringWidth(boxed[0]))/2, 0)
	y := max((len(lines)-len(boxed))/2, 0)
	for i, row := range boxed {
		if y+i < len(lines) {
			lines[y+i] = splice(lines[y+i], row, x, a.width)
		}
	}
}

// titled writes the title into the upper edge of a box.
func (a *App) titled(edge, title string) string {
	title = " " + a.theme.Text(title) + " "
	width := ansi.StringWidth(edge)
	if title = clip(title, width-4); title == "" {
		return edge
	}
	return ansi.Truncate(edge, 2, "") + a.theme.Paint(theme.Brand, title) +
		ansi.TruncateLeft(edge, 2+ansi.StringWidth(title), "")
}

// splice lays over over a line, from cell x on.
func splice(line, over string, x, width int) string {
	left := fill(line, x)
	right := ansi.TruncateLeft(fill(line, width), x+ansi.StringWidth(over), "")
	return left + over + strings.TrimRight(right, " ")
}
