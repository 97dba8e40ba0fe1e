package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/model"
	"berth/model/field"
	"berth/ui/table"
	"berth/ui/theme"
)

// clip cuts text, styled or not, to width cells.
func clip(text string, width int) string {
	if table.Width(text) <= width {
		return text
	}
	return ansi.Truncate(text, max(width, 0), "")
}

// fill is text in exactly width cells.
func fill(text string, width int) string {
	text = clip(text, width)
	return text + strings.Repeat(" ", width-ansi.StringWidth(text))
}

// wrapped breaks text into lines of width cells, each indented.
func wrapped(th *theme.Theme, text string, indent, width int) []string {
	room := max(width-indent, 8)
	lines := strings.Split(ansi.Wrap(th.Text(text), room, ""), "\n")
	for i := range lines {
		lines[i] = strings.Repeat(" ", indent) + lines[i]
	}
	return lines
}

// cell pads plain text to width cells.
func cell(text string, width int) string {
	return text + strings.Repeat(" ", max(width-table.Width(text), 0))
}

// keyNames writes keys so that the terminal can show them.
func keyNames(th *theme.Theme, show string) string {
	return strings.NewReplacer("↑", arrow(th, "↑", "Up"), "↓", arrow(th, "↓", "Down"), "←", arrow(th, "←", "Left"), "→", arrow(th, "→", "Right"), "↵", th.Enter).Replace(show)
}

// arrow is s where th can show it, else plain.
func arrow(th *theme.Theme, s, plain string) string {
	if th.Text(s) == s {
		return s
	}
	return plain
}

// plural writes a number of things.
func plural(n int, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "s"):
		noun += "es"
	default:
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// dashed is a range in a line that is read and not copied.
func dashed(th *theme.Theme, r model.Range) string {
	return fmt.Sprintf("%d%s%d", r.Low, th.Dash, r.High)
}

// thousands writes a number with commas: 28,232.
func thousands(n int) string { return field.Thousands(n).String() }
