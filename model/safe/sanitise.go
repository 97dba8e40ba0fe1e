package safe

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// replacement stands for every rune that a terminal cell must not hold.
const replacement = utf8.RuneError

// Sanitise turns text of the machine into text for a table cell. Letters,
// numbers, punctuation, symbols and the plain space are kept; every other rune
// (controls, formats such as bidirectional marks, separators, private and
// unassigned runes, marks, invalid bytes) becomes one U+FFFD, and so do the few
// printable runes that terminals disagree on.
func Sanitise(raw string) Text {
	for i := range len(raw) {
		if c := raw[i]; c < ' ' || c > '~' {
			return replaceUnsafe(raw)
		}
	}
	return plain(raw)
}

func replaceUnsafe(raw string) Text {
	var b strings.Builder
	b.Grow(len(raw))
	for _, r := range raw { // range yields U+FFFD for an invalid byte
		if !agreed(r) {
			r = replacement
		}
		b.WriteRune(r)
	}
	if b.String() == raw { // not ASCII, but safe
		return plain(raw)
	}
	return Text{s: b.String(), raw: raw}
}

// Escape turns text of the machine into text that loses nothing. It writes what
// Sanitise would replace as an escape in Go's syntax (\x1b, \u202e), and doubles
// backslashes. The inspect view uses it to show the exact text.
func Escape(raw string) Text {
	var b strings.Builder
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRuneInString(raw[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			b.WriteString(`\x` + hex2(raw[i]))
		case r == '\\':
			b.WriteString(`\\`)
		case agreed(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		}
		i += n
	}
	return plain(b.String())
}

func hex2(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}

// agreed reports whether all terminals draw r, with the same width beside any other
// rune.
func agreed(r rune) bool {
	if r < utf8.RuneSelf { // nearly all runes are ASCII
		return ' ' <= r && r <= '~'
	}
	return r == ' ' || unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !unicode.Is(disputed, r)
}

// disputed are the letters and symbols that terminals and their libraries give
// different widths, alone or beside others.
var disputed = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0D4E, 0x0D4E, 1}, // Malayalam dot reph joins the letter behind it
		{0x0E33, 0x0E33, 1}, // Thai sara am joins the letter before it
		{0x0EB3, 0x0EB3, 1}, // Lao am, likewise
		{0x1100, 0x11FF, 1}, // Hangul letters that join to syllables
		{0x2630, 0x2637, 1}, // trigrams: wide since Unicode 16
		{0x268A, 0x268F, 1}, // digrams, likewise
		{0x2E3A, 0x2E3B, 1}, // dashes of two and three ems
		{0x3164, 0x3164, 1}, // Hangul filler: invisible
		{0x4DC0, 0x4DFF, 1}, // hexagrams: wide since Unicode 16
		{0xA960, 0xA97F, 1}, // more Hangul letters that join
		{0xD7B0, 0xD7FF, 1}, // and more
		{0xFF9E, 0xFFA0, 1}, // halfwidth voice marks, and the halfwidth filler
	},
	R32: []unicode.Range32{
		{0x111C2, 0x111C3, 1}, // Sharada signs that join the letter behind them
		{0x1193F, 0x11941, 1}, // Dives Akuru, likewise
		{0x11A84, 0x11A89, 1}, // Soyombo, likewise
		{0x11D46, 0x11D46, 1}, // Masaram Gondi, likewise
		{0x11F02, 0x11F02, 1}, // Kawi, likewise
		{0x1D300, 0x1D376, 1}, // tetragrams and counting rods: wide since Unicode 16
		{0x1F1E6, 0x1F1FF, 1}, // two of them are one flag
		{0x1F3FB, 0x1F3FF, 1}, // skin tones
	},
}
