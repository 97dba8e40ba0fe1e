package safe

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSanitiseReplacesWhatTerminalsObeyOrDisagreeOn(t *testing.T) {
	const bad = "\ufffd"
	for name, c := range map[string]struct{ raw, want string }{
		"plain text":            {"nginx: worker process", "nginx: worker process"},
		"escape":                {"a\x1b[2Jb", "a" + bad + "[2Jb"},
		"OSC 52":                {"\x1b]52;c;aGk=\a", bad + "]52;c;aGk=" + bad},
		"newline and return":    {"a\r\nb", "a" + bad + bad + "b"},
		"tab":                   {"a\tb", "a" + bad + "b"},
		"NUL and DEL":           {"a\x00b\x7f", "a" + bad + "b" + bad},
		"C1 as UTF-8":           {"a\u009b2Jb", "a" + bad + "2Jb"},
		"C1 as a byte":          {"a\x9b2Jb", "a" + bad + "2Jb"},
		"invalid bytes":         {"\xff\xfe", bad + bad},
		"half a rune":           {"a\xe2\x82", "a" + bad + bad},
		"surrogate":             {"\xed\xa0\x80", bad + bad + bad},
		"bidi override":         {"a\u202eb", "a" + bad + "b"},
		"bidi isolate":          {"a\u2066b\u2069", "a" + bad + "b" + bad},
		"direction marks":       {"\u200e\u200f\u061c", bad + bad + bad},
		"ZWSP, ZWNJ, ZWJ, BOM":  {"\u200b\u200c\u200d\ufeff", bad + bad + bad + bad},
		"soft hyphen":           {"co\u00adop", "co" + bad + "op"},
		"no-break space":        {"a\u00a0b", "a" + bad + "b"},
		"line separator":        {"a\u2028b\u2029", "a" + bad + "b" + bad},
		"combining accent":      {"e\u0301", "e" + bad},
		"variation selectors":   {"\u2764\ufe0f\ufe00", "\u2764" + bad + bad},
		"keycap":                {"1\ufe0f\u20e3", "1" + bad + bad},
		"skin tone":             {"\U0001f44d\U0001f3fd", "\U0001f44d" + bad},
		"family by ZWJ":         {"\U0001f468\u200d\U0001f469", "\U0001f468" + bad + "\U0001f469"},
		"flag":                  {"\U0001f1e9\U0001f1ea", bad + bad},
		"tags":                  {"\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4" + bad + bad},
		"variation supplement":  {"a\U000e0100", "a" + bad},
		"Thai and Lao am":       {"\u0e01\u0e33\u0e81\u0eb3", "\u0e01" + bad + "\u0e81" + bad},
		"Hangul letters":        {"\u1112\u1161\u11ab", bad + bad + bad},
		"Hangul fillers":        {"\u115f\u3164\uffa0", bad + bad + bad},
		"Hangul syllables":      {"\ud55c\uae00", "\ud55c\uae00"},
		"halfwidth voice marks": {"\uff76\uff9e", "\uff76" + bad},
		"Chinese and Japanese":  {"\u4e2d\u6587\u304b\u30ab", "\u4e2d\u6587\u304b\u30ab"},
		"Greek and Cyrillic":    {"αβγ где", "αβγ где"},
		"private use":           {"\ue000\U000f0000", bad + bad},
		"unassigned":            {"\u0378", bad},
		"Unicode 16 wide":       {"\u2630\u268a\u4dc0\U0001d300", bad + bad + bad + bad},
		"long dashes":           {"\u2e3a\u2e3b", bad + bad},
		"what it writes itself": {bad, bad},
		"nothing":               {"", ""},
	} {
		if got := Sanitise(c.raw).String(); got != c.want {
			t.Errorf("%s: Sanitise(%q) = %q, want %q", name, c.raw, got, c.want)
		}
	}
}

func TestEscapeLosesNothing(t *testing.T) {
	for raw, want := range map[string]string{
		"plain":            "plain",
		"\x1b[2J":          `\x1b[2J`,
		`C:\x1b`:           `C:\\x1b`,
		"a\nb\tc":          `a\nb\tc`,
		"\u009b\x9b\xff":   `\u009b\x9b\xff`,
		"\u202e\u200b":     `\u202e\u200b`,
		"e\u0301":          `e\u0301`,
		"\U000e0067":       `\U000e0067`,
		"\u4e2d":           "\u4e2d",
		"\ufffd is honest": "\ufffd is honest",
	} {
		if got := Escape(raw).String(); got != want {
			t.Errorf("Escape(%q) = %s, want %s", raw, got, want)
		}
	}
}

func TestHugeTextIsSanitisedAndCut(t *testing.T) {
	raw := strings.Repeat("x\x1b\u202e\xff", 1<<20)
	got := Sanitise(raw)
	if want := strings.Repeat("x\ufffd\ufffd\ufffd", 1<<20); got.String() != want {
		t.Errorf("%d bytes, want %d", len(got.String()), len(want))
	}
	if cut := got.Cut(5).String(); cut != "x\ufffd\ufffd\ufffd…" {
		t.Errorf("cut to %q", cut)
	}
}

func TestCutKeepsAtMostNRunes(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"nginx", 5, "nginx"}, {"nginx", 6, "nginx"}, {"nginx", 4, "ngi…"}, {"nginx", 1, "…"},
		{"nginx", 0, ""}, {"nginx", -1, ""}, {"", 3, ""}, {"\u4e2d\u6587\u5b57", 2, "\u4e2d…"}, {"αβγ", 3, "αβγ"},
	} {
		if got := Sanitise(c.text).Cut(c.n).String(); got != c.want {
			t.Errorf("%q cut to %d is %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestJoinAndNumber(t *testing.T) {
	comma := Say(", ")
	for want, got := range map[string]Text{
		"":                     Join(comma),
		"a":                    Join(comma, Say("a")),
		"a, b, c":              Join(comma, Say("a"), Say("b"), Say("c")),
		"ab":                   Concat(Say("a"), Say("b")),
		"-7":                   Number(-7),
		"18446744073709551615": Number(^uint64(0)),
	} {
		if got.String() != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzSanitise(f *testing.F) {
	f.Add("a\x1b[0m\u202e\xff")
	f.Add("\u0e33\u1100\U0001f1e9")
	f.Fuzz(func(t *testing.T, raw string) {
		for _, s := range []Text{Sanitise(raw), Escape(raw)} {
			if !utf8.ValidString(s.String()) {
				t.Errorf("%q is not UTF-8", s)
			}
			for _, r := range s.String() {
				if !agreed(r) {
					t.Errorf("%q holds %U", s, r)
				}
			}
		}
		if got, want := utf8.RuneCountInString(Sanitise(raw).String()), utf8.RuneCountInString(raw); got != want {
			t.Errorf("%d runes of %d", got, want)
		}
	})
}

func TestHostileTextIsCompleteInJSONButEscaped(t *testing.T) {
	for raw, want := range map[string]string{
		"a\x1b[2Jb":     `"a\u001b[2Jb"`,
		"a\u202eb":      `"a\u202eb"`,
		"\U000e0067":    `"\udb40\udc67"`,
		"a\xffb":        `"a\ufffdb"`,
		`a"\b`:          `"a\"\\b"`,
		"plain, \u00e9": "\"plain, \u00e9\"",
	} {
		if got := string(Sanitise(raw).AppendJSON(nil)); got != want {
			t.Errorf("%q is %s in JSON, want %s", raw, got, want)
		}
	}
}
