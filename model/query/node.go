package query

import (
	"berth/model"
	"berth/model/field"
	"berth/model/moment"
)

// node is a filter or a part of one.
type node interface {
	match(moment.Conn) bool
	needs() model.Need
	print(*printer)
}

// all matches if every part matches, some if at least one does. Both have two parts
// or more, none of their own kind.
type (
	all  []node
	some []node
)

// inverse matches if its part does not.
type inverse struct{ of node }

// term compares a field with one value or with several: port=80,443.
type term struct {
	field  *field.Field[moment.Conn]
	op     field.Op
	values []string
	tests  []func(moment.Conn) bool // one for each value
	every  bool                     // all tests must hold: != and !~ mean none of the values
}

func (a all) match(c moment.Conn) bool {
	for _, n := range a {
		if !n.match(c) {
			return false
		}
	}
	return true
}

func (s some) match(c moment.Conn) bool {
	for _, n := range s {
		if n.match(c) {
			return true
		}
	}
	return false
}

func (i inverse) match(c moment.Conn) bool { return !i.of.match(c) }

func (t *term) match(c moment.Conn) bool {
	for _, test := range t.tests {
		if test(c) != t.every {
			return !t.every
		}
	}
	return t.every
}

func (a all) needs() model.Need { return need(a) }

func (s some) needs() model.Need { return need(s) }

func (i inverse) needs() model.Need { return i.of.needs() }

func (t *term) needs() model.Need {
	n := t.field.Need
	if t.field.Asks != nil {
		for _, v := range t.values {
			n |= t.field.Asks(v)
		}
	}
	return n
}

func need(nodes []node) model.Need {
	var n model.Need
	for _, part := range nodes {
		n |= part.needs()
	}
	return n
}

// notOf negates a part; not of not is the part itself.
func notOf(n node) node {
	if i, ok := n.(inverse); ok {
		return i.of
	}
	return inverse{n}
}

// allOf joins parts with and, and flattens nested ones.
func allOf(parts []node) node {
	var flat all
	for _, p := range parts {
		if inner, ok := p.(all); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, p)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return flat
}

// someOf joins parts with or, and flattens nested ones.
func someOf(parts []node) node {
	var flat some
	for _, p := range parts {
		if inner, ok := p.(some); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, p)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return flat
}
