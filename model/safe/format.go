package safe

import (
	"fmt"
	"strings"
)

// Format makes a sentence of a constant format. The argument of %s is a Text, a value
// with a Safe method, or a string, which is sanitised; that of %d is a whole number,
// written in decimal; %% is a percent sign. There are no widths and no other verbs. A
// test checks that every call in the tree has one argument for each verb.
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
