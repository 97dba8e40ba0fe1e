// Package cells fits text into the cells of a screen.
package cells

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/model"
	"berth/model/field"
	"berth/ui/table"
	"berth/ui/theme"
)

// Clip cuts text, with or without styles, to width cells.
func Clip(text string, width int) string {
	if table.Width(text) <= width {
		return text
	}
	return ansi.Truncate(text, max(width, 0), "")
}

// Fill cuts or pads text to exactly width cells.
func Fill(text string, width int) string {
	text = Clip(text, width)
	return text + strings.Repeat(" ", width-ansi.StringWidth(text))
}

// Wrap breaks text into lines of width cells, each indented.
func Wrap(th *theme.Theme, text string, indent, width int) []string {
	room := max(width-indent, 8)
	lines := strings.Split(ansi.Wrap(th.Text(text), room, ""), "\n")
	for i := range lines {
		lines[i] = strings.Repeat(" ", indent) + lines[i]
	}
	return lines
}

// Pad pads plain text to width cells.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-table.Width(text), 0))
}

// KeyNames writes key names with characters that the terminal can show.
func KeyNames(th *theme.Theme, show string) string {
	return strings.NewReplacer("↑", arrow(th, "↑", "Up"), "↓", arrow(th, "↓", "Down"), "←", arrow(th, "←", "Left"), "→", arrow(th, "→", "Right"), "↵", th.Enter).Replace(show)
}

// arrow returns s if the theme can show it, otherwise plain.
func arrow(th *theme.Theme, s, plain string) string {
	if th.Text(s) == s {
		return s
	}
	return plain
}

// Plural writes a count with its noun: 1 port, 2 ports.
func Plural(n int, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "s"):
		noun += "es"
	default:
		noun += "s"
	}
	return Thousands(n) + " " + noun
}

// Dashed writes a range for reading; the dash makes it unfit for copying.
func Dashed(th *theme.Theme, r model.Range) string {
	return fmt.Sprintf("%d%s%d", r.Low, th.Dash, r.High)
}

// Thousands writes a number with commas: 28,232.
func Thousands(n int) string { return field.Thousands(n).String() }
