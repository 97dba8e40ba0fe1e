package query

import "strconv"

// What a filter may be at most, so that hostile text ends in an error.
const (
	longest = 64 << 10 // bytes
	deepest = 100      // parentheses and nots inside one another
)

// parser reads tokens from left to right.
//
//	filter = [ either ]
//	either = both { "or" both }
//	both   = part { [ "and" ] part }
//	part   = "not" part | "(" either ")" | term
//
// The order of precedence is the one that ss(8) documents: or, and, not. (What ss
// up to 6.1 does with "a or b and c" is to read it from left to right.)
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
	n, err := p.either()
	if err == nil && p.peek().kind != end {
		err = p.unexpected("and, or, or the end")
	}
	return n, err
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

func (p *parser) either() (node, error) {
	var parts []node
	for {
		n, err := p.both()
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
		if !p.accept(or) {
			return someOf(parts), nil
		}
	}
}

func (p *parser) both() (node, error) {
	var parts []node
	for {
		n, err := p.part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
		if p.accept(and) {
			continue
		}
		switch p.peek().kind {
		case end, closing, or:
			return allOf(parts), nil
		case operator, comma:
			return nil, p.unexpected("a field before the " + strconv.Quote(p.peek().text))
		}
	}
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
		n, err := p.either()
		if err == nil && !p.accept(closing) {
			err = p.unexpected("and, or, or a closing parenthesis")
		}
		return n, err
	}
	return p.term()
}
