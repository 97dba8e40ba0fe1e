// Package field declares, once, every fact that can be shown, sorted and filtered.
// One line in one of its tables is a column, a sort order, a filter term and the name
// of a column for commands.
package field

import (
	"cmp"
	"strings"

	"berth/model"
	"berth/model/order"
	"berth/model/safe"
)

// Field is one fact of a row R.
type Field[R any] struct {
	Name  string     // in filters, sort menus and column lists: "user"
	Title string     // heading of its column: "USER"
	Help  string     // one sentence without a full stop
	Need  model.Need // what a sample must contain for it
	Right bool       // aligned right, as numbers are
	Tail  bool       // the end matters most, as in address:port: a narrow column cuts the start
	Desc  bool       // the first sort puts the greatest value on top
	Live  bool       // the value of one row changes between samples, and with it the order of the rows
	Text  func(R) safe.Text
	Cmp   func(a, b R) int
	// Known is the fact for programs: a string, a number, a boolean, or a list or an
	// object of those; nil if it is not known. JSON is its type.
	Known func(R) any
	JSON  Type
	// Within names the JSON member that already contains the fact, so that a whole row
	// leaves this one out; "" if the fact is a member itself.
	Within string

	showUnknown bool // CSV has the column's text where JSON has no value
	// Keys are integers that are compared instead of calling Cmp; if Spelled, Text is
	// compared first. Whole: the keys alone give the same order as Cmp. See order.By.
	Keys           []func(R) uint64
	Spelled, Whole bool
	// Term makes a predicate of an operator and the value after it; nil if no filter
	// can use the fact. Its errors are *Mistake.
	Term func(Op, string) (func(R) bool, error)
	// Asks is what a filter for a value needs in addition to Need; nil if no value
	// needs more.
	Asks func(value string) model.Need
}

// Find looks up a field by its name; nil if there is none.
func Find[R any](table []Field[R], name string) *Field[R] {
	for i := range table {
		if table[i].Name == name {
			return &table[i]
		}
	}
	return nil
}

// By is how rows are sorted by the field.
func (f *Field[R]) By() order.By[R] {
	by := order.By[R]{Keys: f.Keys, Cmp: f.Cmp, Whole: f.Whole}
	if f.Spelled {
		by.Text = f.Text
	}
	return by
}

type integer interface {
	~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Int declares a whole number.
func Int[R any, N integer](name, title, help string, get func(R) N) Field[R] {
	f := Rank(name, title, help, get, func(r R) safe.Text { return safe.Number(get(r)) })
	f.Right, f.Desc = true, true
	return f.known(asWhole(0), func(r R) any { return get(r) })
}

// Word declares a text.
func Word[R any](name, title, help string, get func(R) safe.Text) Field[R] {
	return Field[R]{
		Name: name, Title: title, Help: help, Text: get, Spelled: true, Whole: true, Known: unlessEmpty(get), JSON: asText,
		Cmp: func(a, b R) int { return strings.Compare(get(a).String(), get(b).String()) },
	}
}

// Rank declares a text that is sorted by a number.
func Rank[R any, N integer](name, title, help string, get func(R) N, text func(R) safe.Text) Field[R] {
	return Field[R]{
		Name: name, Title: title, Help: help, Text: text, Whole: true, Known: unlessEmpty(text), JSON: asText,
		Keys: []func(R) uint64{func(r R) uint64 { return order.Whole(get(r)) }},
		Cmp:  func(a, b R) int { return cmp.Compare(get(a), get(b)) },
	}
}

// The methods below change one property of a declared field; each returns the changed copy.

func (f Field[R]) needs(n model.Need) Field[R] { f.Need = n; return f }

func (f Field[R]) right() Field[R] { f.Right = true; return f }

func (f Field[R]) greatestFirst() Field[R] { f.Desc = true; return f }

func (f Field[R]) leastFirst() Field[R] { f.Desc = false; return f }

func (f Field[R]) shown(text func(R) safe.Text) Field[R] { f.Text = text; return f }

func (f Field[R]) tail() Field[R] { f.Tail = true; return f }

func (f Field[R]) known(t Type, get func(R) any) Field[R] { f.JSON, f.Known = t, get; return f }

func (f Field[R]) typed(t Type) Field[R] { f.JSON = t; return f }

func (f Field[R]) within(member string) Field[R] { f.Within = member; return f }

// shownIfUnknown writes the column's text in CSV where JSON has no value.
func (f Field[R]) shownIfUnknown() Field[R] { f.showUnknown = true; return f }

// by replaces the comparison; the field then has no keys.
func (f Field[R]) by(cmp func(a, b R) int) Field[R] {
	f.Keys, f.Spelled, f.Whole, f.Cmp = nil, false, false, cmp
	return f
}

func (f Field[R]) order(o order.By[R]) Field[R] {
	f.Keys, f.Spelled, f.Whole, f.Cmp = o.Keys, o.Text != nil, o.Whole, o.Cmp
	return f
}

func (f Field[R]) live() Field[R] { f.Live = true; return f }

func (f Field[R]) asks(more func(string) model.Need) Field[R] { f.Asks = more; return f }

func (f Field[R]) filter(term func(Op, string) (func(R) bool, error)) Field[R] {
	f.Term = term
	return f
}
