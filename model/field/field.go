// Package field declares every fact that can be shown, sorted and filtered,
// once: a line in one of its tables is at once a column, a sort order, a filter
// term and the name of a column for commands.
package field

import (
	"cmp"

	"berth/model"
)

// Op is a comparison of the filter language.
type Op uint8

// The comparisons.
const (
	Equal        Op = iota // =
	NotEqual               // !=
	Contains               // ~
	NotContains            // !~
	Less                   // <
	LessEqual              // <=
	Greater                // >
	GreaterEqual           // >=
)

// Field is one fact of a row R.
type Field[R any] struct {
	Name  string     // in filters, sort menus and column lists: "user"
	Title string     // over its column: "USER"
	Help  string     // one sentence without a full stop
	Need  model.Need // what must be sampled for it
	Right bool       // numbers stand right
	Desc  bool       // the first sort puts the greatest on top
	Text  func(R) model.Safe
	Cmp   func(a, b R) int
	// Term makes a predicate of what stands behind the operator; nil where the
	// fact cannot be filtered by. Its errors say what was expected.
	Term func(Op, string) (func(R) bool, error)
}

// Int declares a whole number.
func Int[R any, N ~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](name, title, help string, get func(R) N) Field[R] {
	return Field[R]{
		Name: name, Title: title, Help: help, Right: true, Desc: true,
		Text: func(r R) model.Safe { return model.Number(get(r)) },
		Cmp:  func(a, b R) int { return cmp.Compare(get(a), get(b)) },
	}
}

// Find looks a field up by its name; nil where there is none.
func Find[R any](table []Field[R], name string) *Field[R] {
	for i := range table {
		if table[i].Name == name {
			return &table[i]
		}
	}
	return nil
}
