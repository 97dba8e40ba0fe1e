// Package query parses a filter expression into a predicate over sockets. The screen
// and the commands share this one parser. The language is that of the filters of
// ss(8), with more fields.
package query

import (
	"strconv"
	"unicode/utf8"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
)

// Query is a parsed filter. The zero Query matches everything.
type Query struct{ root node }

// Parse parses a filter; an empty text is the zero Query. The error is an *Error.
func Parse(text string) (Query, error) {
	for at, r := range text {
		if _, n := utf8.DecodeRuneInString(text[at:]); r == utf8.RuneError && n == 1 {
			return Query{}, &Error{Pos: at, Read: text[at : at+1], Want: "text in UTF-8"}
		}
	}
	root, err := parse(text)
	if err != nil {
		return Query{}, err
	}
	return Query{root}, nil
}

// Port is the filter of the digit keys: port n, at least 1, of any protocol.
func Port(n uint16) Query {
	f, value := filters["port"], strconv.Itoa(int(n))
	test, err := f.Term(field.Equal, value)
	if err != nil {
		panic(err) // every number of 16 bits but 0 is a port
	}
	return Query{&term{field: f, op: field.Equal, values: []string{value}, tests: []func(moment.Conn) bool{test}}}
}

// String is the filter in its canonical form; Parse(q.String()) is q again.
func (q Query) String() string {
	if q.root == nil {
		return ""
	}
	var p printer
	q.root.print(&p)
	return p.String()
}

// Empty reports whether everything matches.
func (q Query) Empty() bool { return q.root == nil }

// Match is the predicate; nil if everything matches.
func (q Query) Match() moment.Match {
	if q.root == nil {
		return nil
	}
	return q.root.match
}

// Needs is the facts that a sample must have for the filter.
func (q Query) Needs() model.Need {
	if q.root == nil {
		return 0
	}
	return q.root.needs()
}
