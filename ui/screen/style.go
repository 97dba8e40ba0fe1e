package screen

import "strconv"

// style is the look of a cell in one number, so that two are easy to compare: 26 bits
// each for foreground and background, and one bit for each attribute.
type style uint64

// The parts of a style. A colour is its kind and its value; 0 is the terminal's own.
const (
	colourBits = 26
	colourMask = 1<<colourBits - 1
	basic      = 1 << 24 // the 16 colours of SGR 30-37 and 90-97
	indexed    = 2 << 24 // one of 256
	direct     = 3 << 24 // red, green, blue
)

// attribute is what SGR 1-9 switches on, and the parameter that switches it off.
type attribute struct {
	bit style
	off int
}

// attributes are indexed by the parameter that switches them on. Bold and faint are
// switched off together; 6, rapid blinking, is not used.
var attributes = [10]attribute{
	1: {1 << 52, 22}, 2: {1 << 53, 22}, 3: {1 << 54, 23}, 4: {1 << 55, 24},
	5: {1 << 56, 25}, 7: {1 << 57, 27}, 8: {1 << 58, 28}, 9: {1 << 59, 29},
}

func (s style) foreground() style { return s & colourMask }
func (s style) background() style { return s >> colourBits & colourMask }

func (s style) withForeground(colour style) style { return s&^colourMask | colour }
func (s style) withBackground(colour style) style {
	return s&^(colourMask<<colourBits) | colour<<colourBits
}

// apply is the style after an SGR sequence with these parameters; false if the style
// cannot represent it.
func (s style) apply(parameters []byte) (style, bool) {
	for more := true; more; {
		var n int
		if n, parameters, more = number(parameters); n < 0 {
			return s, false
		}
		switch {
		case n == 0:
			s = 0
		case n < len(attributes) && attributes[n].bit != 0:
			s |= attributes[n].bit
		case n >= 22 && n <= 29 && n != 26:
			for _, a := range attributes {
				if a.off == n {
					s &^= a.bit
				}
			}
		case n >= 30 && n <= 37:
			s = s.withForeground(basic | style(n-30))
		case n >= 90 && n <= 97:
			s = s.withForeground(basic | style(n-90+8))
		case n == 39:
			s = s.withForeground(0)
		case n >= 40 && n <= 47:
			s = s.withBackground(basic | style(n-40))
		case n >= 100 && n <= 107:
			s = s.withBackground(basic | style(n-100+8))
		case n == 49:
			s = s.withBackground(0)
		case n == 38 || n == 48:
			var colour style
			var ok bool
			if colour, parameters, more, ok = long(parameters); !ok {
				return s, false
			}
			if n == 38 {
				s = s.withForeground(colour)
			} else {
				s = s.withBackground(colour)
			}
		default:
			return s, false
		}
	}
	return s, true
}

// long reads the parameters after 38 and 48: 5;n or 2;r;g;b.
func long(parameters []byte) (colour style, rest []byte, more, ok bool) {
	kind, rest, more := number(parameters)
	count := map[int]int{5: 1, 2: 3}[kind]
	for range count {
		var n int
		if !more {
			return 0, rest, false, false
		}
		if n, rest, more = number(rest); n < 0 || n > 255 {
			return 0, rest, false, false
		}
		colour = colour<<8 | style(n)
	}
	if count == 1 {
		return indexed | colour, rest, more, true
	}
	return direct | colour, rest, more, count == 3
}

// number reads one parameter; -1 if it is not a number. An empty one is 0.
func number(parameters []byte) (n int, rest []byte, more bool) {
	for i, c := range parameters {
		switch {
		case c == ';':
			return n, parameters[i+1:], true
		case c < '0' || c > '9' || n > 1000:
			return -1, nil, false
		}
		n = n*10 + int(c-'0')
	}
	return n, nil, false
}

// appendChange writes the shorter SGR sequence from one style to another: only the
// differences, or a reset and the complete style.
func appendChange(b []byte, from, to style) []byte {
	if from == to {
		return b
	}
	if to == 0 {
		return append(b, "\x1b[m"...)
	}
	b = append(b, "\x1b["...)
	start := len(b)
	b = appendParameters(b, from, to)
	middle := len(b)
	b = appendParameters(append(b, "0;"...), 0, to)
	if len(b)-middle < middle-start {
		b = append(b[:start], b[middle:]...)
	} else {
		b = b[:middle]
	}
	b[len(b)-1] = 'm' // in place of the last semicolon
	return b
}

// appendParameters writes the differences, with a semicolon after each parameter.
func appendParameters(b []byte, from, to style) []byte {
	for n, a := range attributes {
		if a.bit == 0 || from&a.bit == 0 || to&a.bit != 0 {
			continue
		}
		if n == 2 && from&^to&attributes[1].bit != 0 {
			continue // 22 is there already
		}
		b = append(strconv.AppendInt(b, int64(a.off), 10), ';')
		if a.off == 22 {
			from &^= attributes[1].bit | attributes[2].bit
		}
	}
	for n, a := range attributes {
		if to&a.bit != 0 && from&a.bit == 0 {
			b = append(strconv.AppendInt(b, int64(n), 10), ';')
		}
	}
	if to.foreground() != from.foreground() {
		b = appendColour(b, to.foreground(), 30)
	}
	if to.background() != from.background() {
		b = appendColour(b, to.background(), 40)
	}
	return b
}

// appendColour writes a colour; base is 30 for the foreground, 40 for the background.
func appendColour(b []byte, colour style, base int64) []byte {
	value := int64(colour & 0xffffff)
	switch colour &^ 0xffffff {
	case basic:
		if value >= 8 {
			base += 60 - 8
		}
		b = strconv.AppendInt(b, base+value, 10)
	case indexed:
		b = append(strconv.AppendInt(b, base+8, 10), ";5;"...)
		b = strconv.AppendInt(b, value, 10)
	case direct:
		b = append(strconv.AppendInt(b, base+8, 10), ";2"...)
		for shift := 16; shift >= 0; shift -= 8 {
			b = append(b, ';')
			b = strconv.AppendInt(b, value>>shift&0xff, 10)
		}
	default:
		b = strconv.AppendInt(b, base+9, 10)
	}
	return append(b, ';')
}
