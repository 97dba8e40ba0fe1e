// Package theme maps meanings to colours and characters. Callers use theme.Danger,
// never a colour number. The theme uses only the 16 colours of the terminal, so that
// it is readable on dark and on light backgrounds.
package theme

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Tone is a meaning that text can have.
type Tone uint8

// The tones. Colour is never the only sign: words, marks or the length of a bar say
// the same.
const (
	Plain     Tone = iota
	Dim            // less important text
	Strong         // important figures and names
	Title          // column titles
	Brand          // the name of the program, the active tab
	Good           // fine; a bar below 70 %
	Warn           // look here; a bar from 70 %
	Danger         // act; a bar from 90 %
	Selected       // the row under the cursor
	Fresh          // a new row
	Gone           // a row that has ended
	Key            // a key in the hint bar
	Error          // text that could not be understood
	WarnBar        // the filled part of a bar that warns
	DangerBar      // the filled part of a bar in danger
	tones
)

// look is a tone in the 16 colours of a terminal; "" is the default colour.
type look struct {
	fg, bg                          string
	bold, faint, reverse, underline bool
}

// Yellow and white text are invisible on a white background, and blue text on a black
// one. So warnings are black on yellow, and blue is not used for text.
var looks = [tones]look{
	Plain:     {},
	Dim:       {faint: true},
	Strong:    {bold: true},
	Title:     {bold: true, underline: true},
	Brand:     {fg: "6", bold: true},
	Good:      {fg: "2"},
	Warn:      {fg: "0", bg: "3"},
	Danger:    {fg: "15", bg: "1", bold: true},
	Selected:  {reverse: true},
	Fresh:     {fg: "2", bold: true},
	Gone:      {faint: true},
	Key:       {fg: "6", bold: true},
	Error:     {fg: "1", bold: true},
	WarnBar:   {fg: "3"},
	DangerBar: {fg: "1"},
}

// Theme is what views draw with.
type Theme struct {
	Glyphs
	on, off [tones]string
	Border  lipgloss.Border
}

// Options say what the terminal can show.
type Options struct {
	NoColor bool // keep bold, faint and reverse; send no colour (no-color.org)
	ASCII   bool // the locale is not UTF-8
}

// New returns a theme. It never queries the terminal.
func New(o Options) *Theme {
	// This is a separate renderer with a fixed profile: the default one would read CI
	// variables and query the terminal.
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.ANSI)
	t := &Theme{Glyphs: unicodeGlyphs, Border: lipgloss.RoundedBorder()}
	if o.ASCII {
		t.Glyphs, t.Border = asciiGlyphs, lipgloss.ASCIIBorder()
	}
	for i, l := range looks {
		st := r.NewStyle().Bold(l.bold).Faint(l.faint).Reverse(l.reverse).Underline(l.underline)
		if !o.NoColor {
			if l.fg != "" {
				st = st.Foreground(lipgloss.Color(l.fg))
			}
			if l.bg != "" {
				st = st.Background(lipgloss.Color(l.bg))
			}
		} else if l.bg != "" {
			st = st.Reverse(true)
		}
		t.on[i], t.off[i] = sgr(st)
	}
	return t
}

// sgr returns what a style writes before and after a text. A cell then costs two
// appends instead of a Render (about 1.5 µs and nine allocations).
func sgr(st lipgloss.Style) (on, off string) {
	const mark = "\x00"
	on, off, _ = strings.Cut(st.Inline(true).Render(mark), mark)
	return on, off
}

// Paint returns text in a tone.
func (t *Theme) Paint(tone Tone, text string) string {
	if t.on[tone] == "" || text == "" {
		return text
	}
	return t.on[tone] + text + t.off[tone]
}

// Append is Paint into a buffer.
func (t *Theme) Append(b []byte, tone Tone, text string) []byte {
	b = append(b, t.on[tone]...)
	b = append(b, text...)
	return append(b, t.off[tone]...)
}

// Fill is the tone of a share that is used up: 0 to 1.
func Fill(share float64) Tone {
	switch {
	case share >= 0.9:
		return Danger
	case share >= 0.7:
		return Warn
	}
	return Good
}

// Level is the tone of a bar's filled cells: the colour of a fill as a plain
// foreground, since the cells are solid.
func Level(fill Tone) Tone {
	switch fill {
	case Warn:
		return WarnBar
	case Danger:
		return DangerBar
	}
	return fill
}
