// Package safe makes text that may be written to a terminal. Text from the machine
// becomes a Text where it is read; nothing else may be drawn.
package safe

import (
	"net/netip"
	"strconv"
	"strings"
)

// Text is text that may be written to a terminal: it holds no control byte, no
// bidirectional mark and no rune whose width terminals disagree on. Only this file
// and sanitise.go make one; views accept nothing else from the machine. If something
// had to be replaced, it also keeps the original, which only JSON and the snapshot
// codec write.
type Text struct{ s, raw string }

// String returns the text, ready to print.
func (s Text) String() string { return s.s }

// Empty reports whether there is no text.
func (s Text) Empty() bool { return s.s == "" }

// literal is a string constant of the program. The type is not exported, so
// Say can only be called with constants written in the source.
type literal string

// Say makes a Text of a constant of the program itself.
func Say(l literal) Text { return Text{s: string(l)} }

// Number makes a Text of a whole number in decimal.
func Number[N ~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](n N) Text {
	if n < 0 {
		return Text{s: strconv.FormatInt(int64(n), 10)}
	}
	return Text{s: strconv.FormatUint(uint64(n), 10)}
}

// plain makes a Text of a string that is known to be safe.
func plain(s string) Text { return Text{s: s} }

// IP makes a Text of an address, as people write it: 127.0.0.1, 2001:db8::1. It leaves
// out the zone: that is the name of an interface, which can be any text.
func IP(a netip.Addr) Text { return plain(a.WithZone("").String()) }

// IPPort makes a Text of an address with a port: 127.0.0.1:80, [::1]:80.
func IPPort(a netip.AddrPort) Text {
	return plain(netip.AddrPortFrom(a.Addr().WithZone(""), a.Port()).String())
}

// Concat puts parts one after another.
func Concat(parts ...Text) Text { return Join(Text{}, parts...) }

// Join puts parts one after another with sep between them.
func Join(sep Text, parts ...Text) Text {
	switch len(parts) {
	case 0:
		return Text{}
	case 1:
		return parts[0]
	}
	joined := Text{s: join(sep, parts, false)}
	replaced := sep.raw != ""
	for i := range parts {
		replaced = replaced || parts[i].raw != ""
	}
	if replaced {
		joined.raw = join(sep, parts, true)
	}
	return joined
}

// join puts texts one after another: the originals if whole, else as they are shown.
// Lists of a hundred thousand rows call it for every cell.
func join(sep Text, parts []Text, whole bool) string {
	text := func(p *Text) string {
		if whole && p.raw != "" {
			return p.raw
		}
		return p.s
	}
	size := len(text(&sep)) * (len(parts) - 1)
	for i := range parts {
		size += len(text(&parts[i]))
	}
	var b strings.Builder
	b.Grow(size)
	for i := range parts {
		if i > 0 {
			b.WriteString(text(&sep))
		}
		b.WriteString(text(&parts[i]))
	}
	return b.String()
}

// whole is the original text of the machine.
func (s Text) whole() string {
	if s.raw != "" {
		return s.raw
	}
	return s.s
}

// Cut returns at most n runes of s, the last one being "…" where some were cut.
func (s Text) Cut(n int) Text {
	if n < 1 {
		return Text{}
	}
	// Sanitise replaces one rune by one, so both are cut at the same rune.
	return Text{s: cut(s.s, n), raw: cut(s.raw, n)}
}

func cut(s string, n int) string {
	last, runes := 0, 0
	for i := range s {
		runes++
		if runes == n {
			last = i
		} else if runes > n {
			return s[:last] + "…"
		}
	}
	return s
}
