package query

import "strconv"

// Limits of a filter, so that hostile text ends in an error.
const (
	longest = 64 << 10 // bytes
	deepest = 100      // nested parentheses and nots
)

// parser reads tokens from left to right.
//
//	filter = [ chain ]
//	chain  = [ states ] part { [ "and" | "or" ] part }
//	part   = "not" part | "(" chain ")" | states | term
//	states = ( "state" | "exclude" ) name { ( "state" | "exclude" ) name }
//
// States at the beginning apply to all that follows. In ss they do too, as they are
// not part of the expression: "state listening a or b" is "state=listening (a or b)".
//
// As in ss, and has the same precedence as or: "a or b and c" is "(a or b) and c".
// The manual of ss says otherwise, and its grammar declares a precedence too, without
// effect: the right side of both is a single predicate (seen in the sources around
// 5.8, and measured with 6.1). A filter must match the same sockets here as in ss.
// The canonical form writes the parentheses, so that the precedence is visible.
type parser struct {
	tokens []token
	at     int
	depth  int
}

func parse(text string) (node, error) {
	if len(text) > longest {
		return nil, &Error{Pos: longest, Read: text[longest:], Want: "a filter of at most 64 KiB"}
	}
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	if p.peek().kind == end {
		return nil, nil
	}
	n, err := p.chain()
	if err == nil && p.peek().kind != end {
		err = p.unexpected("and, or, or the end")
	}
	if err == nil {
		err = p.unreadable(n)
	}
	return n, err
}

// unreadable returns an error if the canonical form could not be parsed again: it is
// longer than the text and may have more parentheses.
func (p *parser) unreadable(n node) error {
	if nesting(n) > deepest {
		return p.unexpected("fewer switches between and and or: they nest more than " + strconv.Itoa(deepest) + " parentheses")
	}
	const growth = 8 // at most: "a|" becomes "process~a or "
	if p.peek().pos > longest/growth && len(Query{n}.String()) > longest {
		return p.unexpected("a filter of at most 64 KiB in its canonical form")
	}
	return nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

// next consumes a token, except the end.
func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) accept(k kind) bool {
	if p.peek().kind != k {
		return false
	}
	p.at++
	return true
}

func (p *parser) unexpected(want string) error {
	t := p.peek()
	return &Error{Pos: t.pos, Read: t.text, Want: want}
}

func (p *parser) chain() (node, error) {
	if !p.atStates() {
		return p.joined()
	}
	before := p.at
	states, err := p.states()
	if err != nil {
		return nil, err
	}
	if k := p.peek().kind; k != word && k != quoted && k != not && k != opening { // or the end, or "and": ss accepts neither
		p.at = before
		return p.joined()
	}
	rest, err := p.joined()
	if err != nil {
		return nil, err
	}
	return allOf([]node{states, rest}), nil
}

func (p *parser) joined() (node, error) {
	var parts []node // joined by the same operator
	joined := and
	for by := and; ; {
		n, err := p.part()
		if err != nil {
			return nil, err
		}
		if by != joined && len(parts) > 1 {
			parts = []node{join(joined, parts)}
		}
		parts, joined = append(parts, n), by
		switch t := p.peek(); t.kind {
		case and, or:
			by = p.next().kind
		case end, closing:
			return join(joined, parts), nil
		case comma:
			return nil, &Error{t.pos, t.text, "and, or, or the end", commas}
		case operator:
			return nil, p.unexpected("a field before the " + strconv.Quote(t.text))
		default:
			by = and
		}
	}
}

// commas is the hint for terms joined by a comma.
const commas = "a comma joins values of one field, a space joins terms"

func join(by kind, parts []node) node {
	if by == or {
		return someOf(parts)
	}
	return allOf(parts)
}

func (p *parser) part() (node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > deepest {
		return nil, p.unexpected("at most " + strconv.Itoa(deepest) + " nested parentheses and nots")
	}
	switch {
	case p.accept(not):
		n, err := p.part()
		return notOf(n), err
	case p.accept(opening):
		n, err := p.chain()
		if err == nil && !p.accept(closing) {
			err = p.unexpected("and, or, or a closing parenthesis")
		}
		return n, err
	}
	return p.term()
}
