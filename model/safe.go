package model

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe is text that may be written to a terminal: it holds no control byte, no
// bidirectional mark and no rune whose width terminals disagree on. Only this
// file makes one; views accept nothing else from the machine.
type Safe struct{ s string }

// String returns the text, ready to print.
func (s Safe) String() string { return s.s }

// Empty reports whether there is no text.
func (s Safe) Empty() bool { return s.s == "" }

// literal is a string constant of the program. The type is not exported, so
// Say can only be called with constants written in the source.
type literal string

// Say makes a Safe of a constant of the program itself.
func Say(l literal) Safe { return Safe{string(l)} }

// Number makes a Safe of a whole number in decimal.
func Number[N ~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](n N) Safe {
	if n < 0 {
		return Safe{strconv.FormatInt(int64(n), 10)}
	}
	return Safe{strconv.FormatUint(uint64(n), 10)}
}

// Concat puts parts one after another.
func Concat(parts ...Safe) Safe { return Join(Safe{}, parts...) }

// Join puts parts one after another with sep between them.
func Join(sep Safe, parts ...Safe) Safe {
	switch len(parts) {
	case 0:
		return Safe{}
	case 1:
		return parts[0]
	}
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString(sep.s)
		}
		b.WriteString(p.s)
	}
	return Safe{b.String()}
}

// replacement stands for every rune that a terminal cell must not hold.
const replacement = utf8.RuneError

// Sanitise turns text of the machine into text for a table cell. Letters,
// numbers, punctuation, symbols and the plain space are kept; every other rune
// (controls, formats such as bidirectional marks, separators, private and
// unassigned runes, marks, invalid bytes) becomes one U+FFFD, and so do the
// few printable runes that terminals draw with different widths: emoji skin
// tones and the Thai vowel U+0E33 among them.
func Sanitise(raw string) Safe {
	for i := 0; i < len(raw); i++ {
		if c := raw[i]; c < ' ' || c > '~' {
			return Safe{replaceUnsafe(raw)}
		}
	}
	return Safe{raw}
}

func replaceUnsafe(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	for _, r := range raw { // an invalid byte ranges as U+FFFD
		if !agreed(r) {
			r = replacement
		}
		b.WriteRune(r)
	}
	return b.String()
}

// agreed reports whether terminals draw r, and draw it equally wide.
func agreed(r rune) bool {
	switch {
	case r == ' ':
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF: // emoji skin tones
		return false
	case r == 0x0E33: // THAI CHARACTER SARA AM: one cell or two
		return false
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
}

// Escape turns text of the machine into text that loses nothing: what Sanitise
// would replace is written as an escape in Go's syntax (\x1b, \u202e), and the
// backslash is doubled. For the inspect view, where a person wants to see what
// really stands there.
func Escape(raw string) Safe {
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
	return Safe{b.String()}
}

func hex2(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}

// Cut returns at most n runes of s, the last one being "…" where some were cut.
func (s Safe) Cut(n int) Safe {
	if utf8.RuneCountInString(s.s) <= n || n < 1 {
		return s
	}
	runes := []rune(s.s)
	return Safe{string(runes[:n-1]) + "…"}
}
