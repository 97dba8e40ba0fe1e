package process

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden replaces a secret.
const hidden = "***"

// Limits of a command line: the length shown, and the length read of one argument.
const (
	lineLimit     = 4 << 10
	argumentLimit = 64 << 10
)

// Mask formats a command line on one line of at most 4 KiB, with *** in place of
// everything that looks like a secret. It hides too much rather than too little: what
// follows a secret within a word is hidden, too.
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

// cut shortens a text to n bytes and marks that. It does not split a character.
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

// masker masks a command line word by word.
type masker struct {
	next  bool // the next word is a secret
	keep  bool // the next word may also be the scheme of a header ("Bearer"), then the secret follows it
	pair  bool // the next word is user:secret
	quote byte // a secret began with this quote and extends to the next one
	flags flags
}

// argument masks one argument. An argument with spaces is treated as several words: it may
// be a script (sh -c) or a title that a server set for itself.
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
		return hide(s, append(findFormats(s), textRange{at, len(s)})) // the value extends to the end
	}
	return m.words(s)
}

// value masks an argument that is a secret, except the scheme before it.
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

// words masks the words of a text and keeps the spaces between them.
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
	secrets := findFormats(w)
	if at, ok := secretAt(w); ok {
		m.open(w[at:])
		m.next = at == len(w) // "password: x"
		secrets = append(secrets, textRange{at, len(w)})
	} else {
		m.flag(bare)
	}
	if at := strings.Index(w, bare); strings.HasPrefix(bare, "-") {
		if from, ok := m.short(w[at:]); ok {
			m.open(w[at+from:])
			secrets = append(secrets, textRange{at + from, len(w)})
		}
	}
	return hide(w, secrets)
}

// flag remembers a flag whose value is the next word.
func (m *masker) flag(name string) {
	switch {
	case !strings.HasPrefix(name, "-"):
	case m.flags.pair[name]:
		m.pair = true
	case m.flags.separate[name], !strings.Contains(name, "=") && secretName(strings.TrimLeft(name, "-")):
		m.next = true
	}
}

// short returns where a secret that is attached to a flag begins: -pSECRET,
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

// open remembers that a secret begins with a quote that is not closed in the same word.
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

// secondHalf returns where the secret in user:secret or user%secret begins.
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

// textRange is a part of a text.
type textRange struct{ from, to int }

// hide replaces parts of a text by ***. Parts that overlap are merged.
func hide(w string, parts []textRange) string {
	slices.SortFunc(parts, func(a, b textRange) int { return cmp.Compare(a.from, b.from) })
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

// secretAt returns where the value of the first assignment to a secret begins:
// PASSWORD=x, --db.password=x, {"token":"x"}, Server=h;Password=x, ?api_key=x.
func secretAt(w string) (int, bool) {
	for _, at := range assignment().FindAllStringSubmatchIndex(w, -1) {
		if secretName(w[at[2]:at[3]]) {
			return at[1], true
		}
	}
	return 0, false
}
