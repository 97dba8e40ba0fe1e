package process

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden is what stands where a secret stood.
const hidden = "***"

// Bounds of a command line: what is shown, and what of one argument is read.
const (
	lineLimit     = 4 << 10
	argumentLimit = 64 << 10
)

// Mask writes a command line on one line, cut to 4 KiB, with *** in place of
// everything that looks like a secret. It would rather hide too much: what
// follows a secret within a word is hidden with it.
func Mask(argv []string) string {
	var line strings.Builder
	m := masker{}
	for i, argument := range argv {
		if line.Len() > lineLimit {
			break
		}
		if i > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(m.argument(cut(argument, argumentLimit)))
	}
	return cut(line.String(), lineLimit)
}

// cut cuts a text to n bytes, and marks that; no character is halved.
func cut(s string, n int) string {
	const mark = "…"
	if len(s) <= n {
		return s
	}
	n -= len(mark)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + mark
}

// masker reads a command line word by word.
type masker struct {
	next  bool // the next word is a secret
	keep  bool // but it may be the scheme of a header ("Bearer"), and the secret behind it
	pair  bool // the next word is user:secret
	quote byte // a secret began with this quote, and lasts until the next one
	flags flags
}

// argument masks one argument. One with spaces in it is read as words of its
// own: it may be a script (sh -c) or the title that a server gave itself.
func (m *masker) argument(s string) string {
	m.quote = 0
	switch {
	case m.next:
		return m.value(s)
	case m.pair:
		m.pair = false
		return maskPair(s)
	case !strings.ContainsFunc(s, unicode.IsSpace):
		return m.word(s)
	}
	if from, ok := m.short(s); ok {
		return s[:from] + hidden
	}
	at, assigned := secretAt(s)
	if h := header().FindStringIndex(s); h != nil && (!assigned || h[0] < at) {
		return m.words(s[:h[0]]) + s[h[0]:h[1]] + hidden
	}
	if assigned && !strings.ContainsFunc(s[:at], unicode.IsSpace) {
		return hide(s, append(shapes(s), span{at, len(s)})) // all that follows is the value
	}
	return m.words(s)
}

// value masks an argument that is a secret, but for the scheme before it.
func (m *masker) value(s string) string {
	scheme, rest, _ := strings.Cut(s, " ")
	if !m.keep || !schemes[strings.ToLower(scheme)] {
		m.next, m.keep = false, false
		return hidden
	}
	if strings.TrimSpace(rest) == "" {
		return s // the secret is the next argument
	}
	m.next, m.keep = false, false
	return scheme + " " + hidden
}

// words masks the words of a text and leaves the spaces between them.
func (m *masker) words(s string) string {
	var b strings.Builder
	for s != "" {
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		if end > 0 {
			b.WriteString(m.word(s[:end]))
		}
		rest := strings.TrimLeftFunc(s[end:], unicode.IsSpace)
		b.WriteString(s[end : len(s)-len(rest)])
		s = rest
	}
	return b.String()
}

// word masks one word.
func (m *masker) word(w string) string {
	bare := strings.Trim(w, `'"();,`)
	switch {
	case m.quote != 0:
		m.close(w)
		return hidden
	case m.next && m.keep && schemes[strings.ToLower(bare)]:
		return w
	case m.next:
		m.next, m.keep = false, false
		m.open(w)
		return hidden
	case m.pair:
		m.pair = false
		return maskPair(w)
	case headerName().MatchString(bare), strings.EqualFold(bare, "bearer"):
		m.next, m.keep = true, true
		return w
	}
	if known, ok := programs[base(bare)]; ok {
		m.flags = known
	}
	secrets := shapes(w)
	if at, ok := secretAt(w); ok {
		m.open(w[at:])
		m.next = at == len(w) // "password: x"
		secrets = append(secrets, span{at, len(w)})
	} else {
		m.flag(bare)
	}
	if at := strings.Index(w, bare); strings.HasPrefix(bare, "-") {
		if from, ok := m.short(w[at:]); ok {
			m.open(w[at+from:])
			secrets = append(secrets, span{at + from, len(w)})
		}
	}
	return hide(w, secrets)
}

// flag notes a flag whose value is the next word.
func (m *masker) flag(name string) {
	switch {
	case !strings.HasPrefix(name, "-"):
	case m.flags.pair[name]:
		m.pair = true
	case m.flags.separate[name], !strings.Contains(name, "=") && secretName(strings.TrimLeft(name, "-")):
		m.next = true
	}
}

// short finds where the secret begins that is attached to a flag: -pSECRET,
// -uuser:SECRET, --user=user:SECRET.
func (m *masker) short(s string) (from int, ok bool) {
	if len(s) > 2 && s[0] == '-' && s[1] != '-' {
		switch name := s[:2]; {
		case m.flags.attached[name]:
			return 2, true
		case m.flags.pair[name]:
			from, ok = secondHalf(s[2:])
			return 2 + from, ok
		}
	}
	if name, value, found := strings.Cut(s, "="); found && m.flags.pair[name] {
		from, ok = secondHalf(value)
		return len(name) + 1 + from, ok
	}
	return 0, false
}

// open notes that a secret begins with a quote that its own word does not close.
func (m *masker) open(value string) {
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return
	}
	if !strings.Contains(value[1:], value[:1]) {
		m.quote = value[0]
	}
}

func (m *masker) close(w string) {
	if strings.IndexByte(w, m.quote) >= 0 {
		m.quote = 0
	}
}

// secondHalf finds where the secret of user:secret and user%secret begins.
func secondHalf(w string) (from int, ok bool) {
	at := strings.IndexAny(w, ":%")
	return at + 1, at >= 0
}

func maskPair(w string) string {
	if from, ok := secondHalf(w); ok {
		return w[:from] + hidden
	}
	return w
}

// span is a part of a text.
type span struct{ from, to int }

// hide puts *** in place of parts of a text; parts that overlap are one.
func hide(w string, parts []span) string {
	slices.SortFunc(parts, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	done := 0
	for _, p := range parts {
		if p.from >= done {
			b.WriteString(w[done:p.from])
			b.WriteString(hidden)
		}
		done = max(done, p.to)
	}
	return b.String() + w[done:]
}

func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

var assignment = compiled(`([A-Za-z_][A-Za-z0-9_.-]*)["']?[=:]`)

// secretAt finds where the value of the first secret assignment begins:
// PASSWORD=x, --db.password=x, {"token":"x"}, Server=h;Password=x, ?api_key=x.
func secretAt(w string) (int, bool) {
	for _, at := range assignment().FindAllStringSubmatchIndex(w, -1) {
		if secretName(w[at[2]:at[3]]) {
			return at[1], true
		}
	}
	return 0, false
}
