package theme

import (
	"math"
	"slices"
	"strings"
)

// Glyphs are the characters that are not text. Each has an ASCII form for locales
// that are not UTF-8.
type Glyphs struct {
	Cursor, New, Ended, Alarm string   // in front of a row; Alarm behind a figure
	Up, Down                  string   // the sorted column
	Dash, Dot, Arrow, Trail   string   // range, separator, direction, drill trail
	TabOn, TabOff             string   // around the active tab
	Enter, Caret, Block       string   // the enter key, the error mark, the text cursor
	More                      string   // text was cut here
	Within, Without           string   // a free port of the map, inside and outside of a range
	shades                    []string // parts of a block that are held, from the least
	full, empty               string
	eighths                   []string // parts of a bar's last cell, from 1/8 to 7/8
	sparks                    []string // from the lowest to the highest
	ascii                     bool
}

var unicodeGlyphs = Glyphs{
	Cursor: "▸", New: "+", Ended: "×", Alarm: "▲", Up: "▲", Down: "▼",
	Dash: "–", Dot: "·", Arrow: "→", Trail: "›", TabOn: "╸", TabOff: "╺",
	Enter: "↵", Caret: "^", Block: "▏", More: "…",
	Within: "─", Without: "·", shades: []string{"░", "▒", "▓", "█"},
	full: "█", empty: "░",
	eighths: []string{"▏", "▎", "▍", "▌", "▋", "▊", "▉"},
	sparks:  []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
}

var asciiGlyphs = Glyphs{
	Cursor: ">", New: "+", Ended: "x", Alarm: "!", Up: "^", Down: "v",
	Dash: "-", Dot: "|", Arrow: "->", Trail: ">", TabOn: "[", TabOff: "]",
	Enter: "Enter", Caret: "^", Block: "_", More: "~",
	Within: "-", Without: ".", shades: []string{":", "+", "*", "#"},
	full: "#", empty: ".",
	sparks: []string{"_", ".", "-", "=", "+", "*", "#"},
	ascii:  true,
}

// Text makes text fit for this terminal: with ASCII, it replaces the few other
// characters that texts of the program and safe texts of the machine may contain.
func (g *Glyphs) Text(s string) string {
	if !g.ascii {
		return s
	}
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < 0x80
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case r == '…':
			return '~'
		case r == '–', r == '—', r == '−':
			return '-'
		case r == '·':
			return '|'
		case r == '×':
			return 'x'
		case r == '›':
			return '>'
		}
		return '?'
	}, s)
}

// Bar draws a share from 0 to 1 in width cells: the used part and the rest.
// Any use shows at least the smallest part; only a share of 1 is a full bar.
func (g *Glyphs) Bar(share float64, width int) (used, rest string) {
	share = min(max(share, 0), 1) // NaN becomes NaN, and int(NaN) is caught below
	if share != share || width < 1 {
		return "", strings.Repeat(g.empty, max(width, 0))
	}
	steps := len(g.eighths) + 1
	parts := int(share * float64(width*steps))
	if share > 0 {
		parts = max(parts, 1)
	}
	if share < 1 {
		parts = min(parts, width*steps-1)
	}
	used = strings.Repeat(g.full, parts/steps)
	if part := parts % steps; part > 0 {
		used += g.eighths[part-1]
		return used, strings.Repeat(g.empty, width-parts/steps-1)
	}
	return used, strings.Repeat(g.empty, width-parts/steps)
}

// Shade is a share from 0 to 1 as one character, brighter for a greater share. The
// shades are quarters, and any share above 0 is visible.
func (g *Glyphs) Shade(share float64) string {
	i := int(math.Ceil(share*float64(len(g.shades)))) - 1
	return g.shades[min(max(i, 0), len(g.shades)-1)]
}

// Spark draws values as a small graph, scaled from their minimum to their maximum.
// Constant values are a flat line: at the bottom if they are 0, otherwise in the middle.
func (g *Glyphs) Spark(values []int) string {
	if len(values) == 0 {
		return ""
	}
	least, greatest := slices.Min(values), slices.Max(values)
	var b strings.Builder
	for _, v := range values {
		i := 0
		switch {
		case greatest > least:
			i = (v - least) * (len(g.sparks) - 1) / (greatest - least)
		case v > 0:
			i = len(g.sparks) / 2
		}
		b.WriteString(g.sparks[i])
	}
	return b.String()
}
