// Package field declares every fact that can be shown, sorted and filtered,
// once: a line in one of its tables is at once a column, a sort order, a filter
// term and the name of a column for commands.
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
	Title string     // over its column: "USER"
	Help  string     // one sentence without a full stop
	Need  model.Need // what must be sampled for it
	Right bool       // numbers stand right
	Tail  bool       // its end says most, as of address:port: it is cut before that
	Desc  bool       // the first sort puts the greatest on top
	Live  bool       // of rows that stay it changes from sample to sample, and so does their order
	Text  func(R) safe.Text
	Cmp   func(a, b R) int
	// Known is the fact as programs read it: a string, a number, a boolean, a list
	// or an object of those; nil where it is not known. JSON is its type.
	Known func(R) any
	JSON  Type
	// Within names the member that already holds the fact in a row of all members;
	// "" if the fact is a member itself.
	Within string

	showUnknown bool // CSV has the column's text where JSON has no value
	// Keys are words that are sorted in place of Cmp, behind Text where Spelled
	// says so; Whole says that they tell all that Cmp tells. See order.By.
	Keys           []func(R) uint64
	Spelled, Whole bool
	// Term makes a predicate of what stands behind the operator; nil where the
	// fact cannot be filtered by. Its errors are *Mistake.
	Term func(Op, string) (func(R) bool, error)
	// Asks is what a filter by a value needs beyond Need; nil where no value needs more.
	Asks func(value string) model.Need
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

// By is the order of the field.
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
		Name: name, Title: title, Help: help, Text: get, Spelled: true, Whole: true, Known: said(get), JSON: asText,
		Cmp: func(a, b R) int { return strings.Compare(get(a).String(), get(b).String()) },
	}
}

// Rank declares a text that stands for a number: it is sorted by the number.
func Rank[R any, N integer](name, title, help string, get func(R) N, text func(R) safe.Text) Field[R] {
	return Field[R]{
		Name: name, Title: title, Help: help, Text: text, Whole: true, Known: said(text), JSON: asText,
		Keys: []func(R) uint64{func(r R) uint64 { return order.Whole(get(r)) }},
		Cmp:  func(a, b R) int { return cmp.Compare(get(a), get(b)) },
	}
}

// What follows bends a declared field; each returns the changed copy.

func (f Field[R]) needs(n model.Need) Field[R] { f.Need = n; return f }

func (f Field[R]) right() Field[R] { f.Right = true; return f }

func (f Field[R]) greatestFirst() Field[R] { f.Desc = true; return f }

func (f Field[R]) leastFirst() Field[R] { f.Desc = false; return f }

func (f Field[R]) shown(text func(R) safe.Text) Field[R] { f.Text = text; return f }

func (f Field[R]) tail() Field[R] { f.Tail = true; return f }

func (f Field[R]) known(t Type, told func(R) any) Field[R] { f.JSON, f.Known = t, told; return f }

func (f Field[R]) typed(t Type) Field[R] { f.JSON = t; return f }

func (f Field[R]) within(member string) Field[R] { f.Within = member; return f }

// shownIfUnknown writes the column's text in CSV where JSON has no value.
func (f Field[R]) shownIfUnknown() Field[R] { f.showUnknown = true; return f }

// by compares otherwise, without words.
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
