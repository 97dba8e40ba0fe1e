package query

import (
	"strings"

	"berth/model/field"
	"berth/model/moment"
)

// filters are the fields by name; names are their names in order.
var filters, names = func() (map[string]*field.Field[moment.Conn], []string) {
	byName, names := map[string]*field.Field[moment.Conn]{}, []string{}
	for _, f := range field.Filters() {
		byName[f.Name], names = f, append(names, f.Name)
	}
	return byName, names
}()

// spelled are the comparison operators; the words are those of ss(8).
var spelled = map[string]field.Op{
	"=": field.Equal, "==": field.Equal, "eq": field.Equal,
	"!=": field.NotEqual, "ne": field.NotEqual, "neq": field.NotEqual,
	"~": field.Contains, "!~": field.NotContains,
	"<": field.Less, "lt": field.Less,
	"<=": field.LessEqual, "le": field.LessEqual, "leq": field.LessEqual,
	">": field.Greater, "gt": field.Greater,
	">=": field.GreaterEqual, "ge": field.GreaterEqual, "geq": field.GreaterEqual,
}

// direct are the fields that accept a value without an operator, as in ss.
var direct = map[string]bool{"sport": true, "dport": true, "src": true, "dst": true, "dev": true}

// unanswerable are the filters of ss that berth does not support: the reason, and
// what to use instead.
var unanswerable = map[string]struct{ want, instead string }{
	"fwmark": {"a field that berth reads: netlink shows the mark only with CAP_NET_ADMIN", "berth has no equivalent"},
	"cgroup": {"a field that berth reads: it does not read the path of a cgroup", "use unit= for the systemd unit or the container"},
}

// term parses a comparison, a short form of ss, or a bare word.
func (p *parser) term() (node, error) {
	t := p.peek()
	if t.kind == quoted {
		return p.compare(filters["process"], field.Contains)
	}
	if t.kind != word {
		return nil, p.unexpected("a field, a port, an address or a process name")
	}
	name, after := strings.ToLower(t.text), p.tokens[p.at+1]
	f, compares, missing := filters[name], after.compares(), unanswerable[name]
	switch {
	case f != nil && compares:
		p.at += 2
		return p.compare(f, spelled[after.text])
	case f != nil && direct[name] && after.isValue():
		p.at++
		return p.compare(f, field.Equal)
	case p.atStates():
		return p.states()
	case stateWords[name] != 0:
		p.at++
		return nil, p.unexpected("a state after " + name)
	case f != nil && name != "autobound":
		p.at++
		return nil, p.unexpected("a comparison such as = after " + name)
	case missing.want != "":
		return nil, &Error{t.pos, t.text, missing.want, missing.instead}
	case after.kind == operator:
		return nil, &Error{Pos: t.pos, Read: t.text, Want: "a field", Hint: meant(field.Nearest(name, names))}
	}
	return p.bare()
}

func (t token) isValue() bool { return t.kind == word || t.kind == quoted }

// compares reports whether a token is a comparison, as in "state eq listening" but not
// in "state listening".
func (t token) compares() bool {
	_, ok := spelled[t.text]
	return ok && t.kind != quoted
}

// compare parses the values after an operator: port=80,443.
func (p *parser) compare(f *field.Field[moment.Conn], op field.Op) (node, error) {
	t := &term{field: f, op: op, every: op == field.NotEqual || op == field.NotContains}
	for {
		v := p.peek()
		if !v.isValue() {
			return nil, p.unexpected("a value after " + f.Name + op.String())
		}
		test, err := f.Term(op, v.text)
		switch {
		case err != nil && len(t.values) > 0 && v.kind == word && p.tokens[p.at+1].compares():
			return nil, &Error{v.pos, v.text, "another value of " + f.Name, commas}
		case err != nil:
			return nil, mistaken(v, err)
		}
		t.values, t.tests = append(t.values, v.text), append(t.tests, test)
		p.at++
		if p.peek().kind != comma {
			return t, nil
		}
		if op > field.NotContains {
			return nil, p.unexpected("one value after " + f.Name + op.String())
		}
		p.at++
	}
}

// mistaken is the error of a field about a value, with its position.
func mistaken(v token, err error) error {
	m := err.(*field.Mistake)
	return &Error{Pos: v.pos, Read: v.text, Want: m.Want, Hint: meant(m.Hint)}
}

func meant(hint string) string {
	if hint == "" {
		return ""
	}
	return "did you mean " + hint + "?"
}
