package query

import "strconv"

// What a filter may be at most, so that hostile text ends in an error.
const (
	longest = 64 << 10 // bytes
	deepest = 100      // parentheses and nots inside one another
)

// parser reads tokens from left to right.
//
//	filter = [ chain ]
//	chain  = [ states ] part { [ "and" | "or" ] part }
//	part   = "not" part | "(" chain ")" | states | term
//	states = ( "state" | "exclude" ) name { ( "state" | "exclude" ) name }
//
// States at the beginning hold for all that follows, as they do in ss, where they
// are no part of the expression: "state listening a or b" is "state=listening (a
// or b)".
//
// As in ss, and binds no closer than or: "a or b and c" is "(a or b) and c". The
// manual of ss says otherwise, and its grammar declares a precedence too, without
// effect: the right side of both is a single predicate (so in the sources around
// 5.8, and measured with 6.1). A filter that was tried with ss must pick the same
// sockets here; the canonical form writes the parentheses, so that nobody has to
// know.
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

// unreadable tells what would keep the canonical form from being read back: it
// is longer than the text, and says in parentheses what the text leaves open.
func (p *parser) unreadable(n node) error {
	if nesting(n) > deepest {
		return p.unexpected("fewer changes between and and or, which make more than " + strconv.Itoa(deepest) + " parentheses inside one another")
	}
	const growth = 8 // at most: "a|" is "process~a or "
	if p.peek().pos > longest/growth && len(Query{n}.String()) > longest {
		return p.unexpected("a filter of at most 64 KiB with all its fields written out")
	}
	return nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

// next takes a token; the end stays.
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
	if k := p.peek().kind; k != word && k != quoted && k != not && k != opening { // or an end, or and: ss takes neither
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
	var parts []node // joined by the same word
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

// commas is what to tell who joins terms by them.
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
		return nil, p.unexpected("at most " + strconv.Itoa(deepest) + " parentheses and nots inside one another")
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
