package query

import "strings"

// printer writes a filter in its canonical form: implied and, the word or, not
// before a term or parentheses, field names and operators without blanks.
type printer struct{ strings.Builder }

func (a all) print(p *printer) {
	for i, n := range a {
		if i > 0 {
			p.WriteByte(' ')
		}
		if _, loose := n.(some); loose {
			p.bracket(n)
		} else {
			n.print(p)
		}
	}
}

func (s some) print(p *printer) {
	for i, n := range s {
		if i > 0 {
			p.WriteString(" or ")
		}
		n.print(p) // and binds closer
	}
}

func (i inverse) print(p *printer) {
	p.WriteString("not ")
	if _, tight := i.of.(*term); tight {
		i.of.print(p)
	} else {
		p.bracket(i.of)
	}
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

func (p *printer) bracket(n node) {
	p.WriteByte('(')
	n.print(p)
	p.WriteByte(')')
}

// value writes a value so that the lexer reads it back as one word.
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
