package query

import "strings"

// kind is the kind of a token.
type kind uint8

const (
	end kind = iota
	word
	quoted
	operator // = == != ~ !~ < <= > >=
	comma
	and
	or
	not
	opening
	closing
)

// token is a lexical element of a filter.
type token struct {
	kind kind
	text string // as written; a quoted one without its quotes
	pos  int    // byte offset
}

// symbols are the operators and punctuation, each before its own prefixes.
var symbols = []struct {
	text string
	kind kind
}{
	{"&&", and}, {"&", and}, {"||", or}, {"|", or},
	{"!=", operator}, {"!~", operator}, {"!", not},
	{"==", operator}, {"=", operator}, {"~", operator},
	{"<=", operator}, {"<", operator}, {">=", operator}, {">", operator},
	{"(", opening}, {")", closing}, {",", comma},
}

// keywords are the words that join terms, as in ss(8), in upper or lower case.
var keywords = map[string]kind{"and": and, "or": or, "not": not}

const (
	blanks  = " \t\r\n\v\f"
	special = blanks + `&|!=~<>(),"`
)

// lex splits a filter into tokens; the last one is end.
func lex(text string) ([]token, error) {
	var tokens []token
	for pos := 0; ; {
		pos += len(text[pos:]) - len(strings.TrimLeft(text[pos:], blanks))
		if pos == len(text) {
			return append(tokens, token{end, "", pos}), nil
		}
		t, next, err := scan(text, pos)
		if err != nil {
			return nil, err
		}
		tokens, pos = append(tokens, t), next
	}
}

// scan reads the token at pos and returns where the next one may begin.
func scan(text string, pos int) (token, int, error) {
	if text[pos] == '"' {
		return scanQuoted(text, pos)
	}
	for _, s := range symbols {
		if strings.HasPrefix(text[pos:], s.text) {
			return token{s.kind, s.text, pos}, pos + len(s.text), nil
		}
	}
	length := strings.IndexAny(text[pos:], special)
	if length < 0 {
		length = len(text) - pos
	}
	w := text[pos : pos+length]
	if k, ok := keywords[strings.ToLower(w)]; ok {
		return token{k, w, pos}, pos + length, nil
	}
	return token{word, w, pos}, pos + length, nil
}

// scanQuoted reads "...", where \" is a quote and \\ a backslash.
func scanQuoted(text string, pos int) (token, int, error) {
	var b strings.Builder
	for i := pos + 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return token{quoted, b.String(), pos}, i + 1, nil
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return token{}, 0, &Error{Pos: pos, Read: text[pos:], Want: "a closing quote"}
}
