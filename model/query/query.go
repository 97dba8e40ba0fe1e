// Package query turns a filter expression into a predicate over sockets.
package query

import "berth/model"

// Query is a parsed filter. The zero Query matches everything.
type Query struct{}

// Error is a filter that cannot be understood.
type Error struct {
	Pos  int    // byte offset into the text, 0 to len(text)
	Read string // what stands there, "" at the end
	Want string // what was expected
	Hint string // "did you mean process?", or ""
}

func (e *Error) Error() string { return e.Want }

// Parse reads a filter; an empty text is the zero Query. The error is an *Error.
func Parse(text string) (Query, error) { panic("stub") }

// Port is the filter that the digit keys make: any port n of any protocol.
func Port(n uint16) Query { panic("stub") }

// String is the filter in its canonical form; Parse(q.String()) is q again.
func (q Query) String() string { panic("stub") }

// Empty reports whether everything matches.
func (q Query) Empty() bool { panic("stub") }

// Match is the predicate; nil where everything matches.
func (q Query) Match() model.Match { panic("stub") }

// Needs is what must be sampled for the filter to be answered.
func (q Query) Needs() model.Need { panic("stub") }
