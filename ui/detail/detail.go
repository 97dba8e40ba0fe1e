// Package detail is the details of one row as text: facts in sections, for the
// inspect dialog and for commands.
package detail

import (
	"berth/model/field"
	"berth/model/safe"
)

// Section is a group of facts under a title.
type Section struct {
	Title string
	Facts []Fact
}

// Fact is a label and its value.
type Fact struct {
	Label string
	Value safe.Text
}

// Add appends a fact.
func (s *Section) Add(label string, value safe.Text) {
	s.Facts = append(s.Facts, Fact{label, value})
}

// shown are facts of a row, given by label and field name, with the texts of the table.
func shown[R any](fields []field.Field[R], row R, labelled ...[2]string) []Fact {
	facts := make([]Fact, len(labelled))
	for i, l := range labelled {
		facts[i] = Fact{l[0], orDash(field.Find(fields, l[1]).Text(row))}
	}
	return facts
}

func orDash(s safe.Text) safe.Text {
	if s.Empty() {
		return safe.Say("-")
	}
	return s
}
