package query

import (
	"strings"

	"berth/model/field"
)

// stateWord is the effect of a state keyword of ss: it adds or excludes states.
type stateWord uint8

const (
	adds stateWord = iota + 1
	excludes
)

var stateWords = map[string]stateWord{"state": adds, "exclude": excludes, "excl": excludes}

// atStates reports whether a state keyword of ss comes next: "state listening", and
// not "state = listening".
func (p *parser) atStates() bool {
	t := p.peek()
	if t.kind != word || stateWords[strings.ToLower(t.text)] == 0 {
		return false
	}
	after := p.tokens[p.at+1]
	return after.isValue() && !after.compares()
}

// states parses state keywords of ss. A sequence of them is not a conjunction: each
// one adds to or excludes from the states selected so far.
func (p *parser) states() (node, error) {
	f := filters["state"]
	var left node
	for {
		does := stateWords[strings.ToLower(p.peek().text)]
		if left != nil && (p.peek().kind != word || does == 0 || p.tokens[p.at+1].compares()) {
			return left, nil
		}
		p.at++
		op := field.Equal
		if does == excludes {
			op = field.NotEqual
		}
		n, err := p.compare(f, op)
		switch {
		case err != nil:
			return nil, err
		case left == nil:
			left = n
		case does == adds:
			left = someOf([]node{left, n})
		default:
			left = allOf([]node{left, n})
		}
	}
}

// bare parses a word without a field, and chooses the field by the form of the word.
func (p *parser) bare() (node, error) {
	name, op := meaning(p.peek().text)
	f := filters[name]
	if name == "autobound" {
		p.tokens[p.at].text = "yes"
	}
	n, err := p.compare(f, op)
	if e, ok := err.(*Error); ok && name == "port" && e.Hint == "" && strings.Trim(e.Read, digits) == "" && strings.Trim(e.Read, "0") != "" {
		e.Hint = "a process id is written pid=" + e.Read
	}
	return n, err
}

const digits = "0123456789"

// meaning is the comparison that a bare word stands for.
func meaning(w string) (name string, op field.Op) {
	inner := strings.TrimPrefix(w, ":")
	_, err := filters["addr"].Term(field.Equal, w)
	switch {
	case strings.EqualFold(w, "autobound"):
		return "autobound", field.Equal
	case strings.Trim(inner, digits+"-") == "" && strings.Trim(inner, "-") != "":
		return "port", field.Equal // 8080, :443, 8000-8100
	case inner != w && !strings.ContainsAny(inner, ":/"):
		return "port", field.Equal // :https
	case err == nil, strings.Trim(w, digits+".:/") == "":
		return "addr", field.Equal // or a mistyped one: 10.0.0.300
	}
	return "process", field.Contains
}
