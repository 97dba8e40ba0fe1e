package screen

import (
	"testing"
	"testing/synctest"
)

func styled(t *testing.T, parameters string) style {
	t.Helper()
	s, ok := style(0).apply([]byte(parameters))
	if !ok {
		t.Fatalf("%q is not understood", parameters)
	}
	return s
}

func TestStyleChangeIsTheShortestSequence(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"1", "1", ""},
		{"1", "", "\x1b[m"},
		{"", "1;36", "\x1b[1;36m"},
		{"1;36", "36", "\x1b[22m"},
		{"1;2", "2", "\x1b[0;2m"},
		{"1;2;36;44", "2;36;44", "\x1b[22;2m"},
		{"1;31;44", "1;31;44;7", "\x1b[7m"},
		{"1;4;7;31;44", "31", "\x1b[0;31m"},
		{"31", "91", "\x1b[91m"},
		{"41", "101", "\x1b[101m"},
		{"31", "38;5;208", "\x1b[38;5;208m"},
		{"", "48;2;1;20;255", "\x1b[48;2;1;20;255m"},
		{"1;31", "1", "\x1b[39m"},
		{"1;41", "1", "\x1b[49m"},
	} {
		got := string(appendChange(nil, styled(t, c.from), styled(t, c.to)))
		if got != c.want {
			t.Errorf("from %q to %q is %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func TestStyleRejectsWhatItCannotRepresent(t *testing.T) {
	for _, parameters := range []string{"4:3", "58;5;1", "21", "6", "38", "38;5", "38;5;256", "38;2;1;2", "38;3;1", "-1", "1x", "99999"} {
		if s, ok := style(0).apply([]byte(parameters)); ok {
			t.Errorf("%q is taken for %x", parameters, s)
		}
	}
}

func TestLinesThatCellsCannotRepresentAreWrittenUnchanged(t *testing.T) {
	for _, line := range []string{"e\u0301", "\x1b]8;;x\a", "a\tb", "\x1b[2K", "\x1b[4:3mx", "\xff", "👩\u200d👩", "\u0085", "\x1b[1"} {
		var r row
		if r.set([]byte(line)); !r.raw {
			t.Errorf("%q is taken apart to %v", line, r.cells)
		}
		synctest.Test(t, func(t *testing.T) {
			s, p := open(false)
			show(s, "before", "x")
			p.take()
			show(s, line, "x")
			if got, want := p.take(), "\x1b[?2026h\x1b[H\x1b[K"+line+"\x1b[m\x1b[?2026l"; got != want {
				t.Errorf("wrote %q, want %q", got, want)
			}
			show(s, "after", "x")
			if got, want := p.take(), "\x1b[?2026h\x1b[H\x1b[Kafter\x1b[?2026l"; got != want {
				t.Errorf("wrote %q, want %q", got, want)
			}
		})
	}
}
