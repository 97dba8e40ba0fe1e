package query

import (
	"fmt"

	"berth/model/safe"
)

// Error is a syntax error in a filter.
type Error struct {
	Pos  int    // byte offset into the text, 0 to len(text)
	Read string // the text at Pos, "" at the end
	Want string // what was expected
	Hint string // "did you mean process?", or ""
}

// shown is how many runes of the text an error repeats.
const shown = 40

// Error is one line: `filter, position 7: read "prot", expected a field; did you mean proto?`.
// The text that was read is escaped for the terminal.
func (e *Error) Error() string { return fmt.Sprintf("filter, position %d: %s", e.Pos+1, e.Reason()) }

// Reason is the error without the position, for a view that marks the position.
func (e *Error) Reason() string {
	read := "the end"
	if e.Read != "" {
		read = `"` + safe.Escape(e.Read).Cut(shown).String() + `"`
	}
	text := fmt.Sprintf("read %s, expected %s", read, e.Want)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}
