package safe

import (
	"fmt"
	"strings"
)

// Format makes a sentence of a constant format: %s stands for a Text, for what has a
// Safe method, or for a string, which is sanitised; %d for a whole number in decimal;
// %% for a percent sign. There are no widths and no other verbs. A test holds every
// call in the tree to as many arguments as its format has verbs.
func Format(format literal, args ...any) Text {
	var parts []Text
	for {
		at := strings.IndexByte(string(format), '%')
		if at < 0 || at+1 == len(format) {
			at = len(format)
		}
		parts = append(parts, Say(format[:at]))
		if at == len(format) {
			return Concat(parts...)
		}
		verb := format[at+1]
		format = format[at+2:]
		switch {
		case verb == '%':
			parts = append(parts, Say("%"))
		case len(args) == 0:
			parts = append(parts, Say("?"))
		default:
			parts = append(parts, textOf(args[0]))
			args = args[1:]
		}
	}
}

// textOf is an argument of Format as text.
func textOf(arg any) Text {
	switch arg := arg.(type) {
	case Text:
		return arg
	case interface{ Safe() Text }:
		return arg.Safe()
	case string:
		return Sanitise(arg)
	}
	return Sanitise(fmt.Sprint(arg))
}
