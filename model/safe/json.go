package safe

import (
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

// MarshalJSON writes the original text of the machine. What a terminal must not get
// is written as an escape (\u001b, \u202e), so that the document itself is safe to
// print. A byte that is not UTF-8 becomes \ufffd, as JSON has no bytes.
func (s Text) MarshalJSON() ([]byte, error) {
	return s.AppendJSON(make([]byte, 0, len(s.whole())+2)), nil
}

// AppendJSON is MarshalJSON at the end of b.
func (s Text) AppendJSON(b []byte) []byte {
	text := s.whole()
	b = append(b, '"')
	i := 0
	for i < len(text) && ' ' <= text[i] && text[i] <= '~' && text[i] != '"' && text[i] != '\\' {
		i++ // nearly all texts have only these
	}
	b = append(b, text[:i]...)
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case agreed(r) && !(r == utf8.RuneError && n == 1):
			b = append(b, text[i:i+n]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = unit(unit(b, high), low)
		default:
			b = unit(b, r)
		}
		i += n
	}
	return append(b, '"')
}

// unit writes the JSON escape of one UTF-16 unit.
func unit(b []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

// UnmarshalJSON sanitises: a document may come from anywhere.
func (s *Text) UnmarshalJSON(b []byte) error {
	var raw string
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*s = Sanitise(raw)
	return nil
}

// AppendBinary appends the original text of the machine, for data that berth reads
// back (encoding.BinaryAppender). It must not reach a terminal.
func (s Text) AppendBinary(b []byte) ([]byte, error) { return append(b, s.whole()...), nil }

// UnmarshalBinary sanitises the text, as UnmarshalJSON does.
func (s *Text) UnmarshalBinary(b []byte) error {
	*s = Sanitise(string(b))
	return nil
}
