package query

import "strings"

// printer writes a filter in its canonical form: a blank for and, the word or, not
// before a term or parentheses, no blanks around operators.
type printer struct{ strings.Builder }

func (a all) print(p *printer) {
	for i, n := range a {
		if i > 0 {
			p.WriteByte(' ')
		}
		p.inside(n, a.brackets(n))
	}
}

func (s some) print(p *printer) {
	for i, n := range s {
		if i > 0 {
			p.WriteString(" or ")
		}
		p.inside(n, s.brackets(i, n))
	}
}

func (i inverse) print(p *printer) {
	p.WriteString("not ")
	p.inside(i.of, i.brackets())
}

// The brackets methods say which parts need parentheses. "a b or c" needs none: it
// means the same from left to right and with and before or.

func (a all) brackets(part node) bool { _, loose := part.(some); return loose }

func (s some) brackets(at int, part node) bool { _, joined := part.(all); return joined && at > 0 }

func (i inverse) brackets() bool { _, tight := i.of.(*term); return !tight }

func (p *printer) inside(n node, brackets bool) {
	if brackets {
		p.WriteByte('(')
	}
	n.print(p)
	if brackets {
		p.WriteByte(')')
	}
}

// nesting is how deep the parser recurses to read the canonical form.
func nesting(n node) int {
	levels := 1
	part := func(n node, brackets bool) {
		depth := nesting(n)
		if brackets {
			depth++
		}
		levels = max(levels, depth)
	}
	switch n := n.(type) {
	case all:
		for _, p := range n {
			part(p, n.brackets(p))
		}
	case some:
		for i, p := range n {
			part(p, n.brackets(i, p))
		}
	case inverse:
		part(n.of, n.brackets())
		levels++
	}
	return levels
}

func (t *term) print(p *printer) {
	p.WriteString(t.field.Name)
	p.WriteString(t.op.String())
	for i, v := range t.values {
		if i > 0 {
			p.WriteByte(',')
		}
		p.value(v)
	}
}

// value writes a value so that the lexer reads it as one token.
func (p *printer) value(v string) {
	_, keyword := keywords[strings.ToLower(v)]
	if _, comparison := spelled[v]; v != "" && !keyword && !comparison && !strings.ContainsAny(v, special) {
		p.WriteString(v)
		return
	}
	p.WriteByte('"')
	for i := range len(v) {
		if v[i] == '"' || v[i] == '\\' {
			p.WriteByte('\\')
		}
		p.WriteByte(v[i])
	}
	p.WriteByte('"')
}
