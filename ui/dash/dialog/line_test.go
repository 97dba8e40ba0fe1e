package dialog

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestLineEditsLikeAShell(t *testing.T) {
	runes := func(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }
	press := func(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }
	for name, c := range map[string]struct {
		keys []tea.KeyMsg
		want string
	}{
		"typing":            {[]tea.KeyMsg{runes("port"), runes("="), runes("80")}, "state port=80"},
		"backspace":         {[]tea.KeyMsg{press(tea.KeyBackspace), press(tea.KeyBackspace)}, "stat"},
		"insert in between": {[]tea.KeyMsg{press(tea.KeyHome), runes("x"), press(tea.KeyRight), runes("y")}, "xsytate "},
		"delete":            {[]tea.KeyMsg{press(tea.KeyCtrlA), press(tea.KeyDelete)}, "tate "},
		"word":              {[]tea.KeyMsg{runes("a b"), press(tea.KeyCtrlW), press(tea.KeyCtrlW)}, "state "},
		"to the start":      {[]tea.KeyMsg{press(tea.KeyCtrlU)}, ""},
		"to the end":        {[]tea.KeyMsg{press(tea.KeyCtrlA), press(tea.KeyCtrlK)}, ""},
		"space":             {[]tea.KeyMsg{{Type: tea.KeySpace, Runes: []rune{' '}}, runes("x")}, "state  x"},
		"off the ends":      {[]tea.KeyMsg{press(tea.KeyEnd), press(tea.KeyRight), press(tea.KeyDelete), press(tea.KeyCtrlA), press(tea.KeyLeft), press(tea.KeyBackspace)}, "state "},
	} {
		l := newLine("state ")
		for _, k := range c.keys {
			l.key(k)
		}
		if l.String() != c.want {
			t.Errorf("%s: %q, want %q", name, l.String(), c.want)
		}
	}
}

func TestPastedControlBytesNeverReachTheLine(t *testing.T) {
	l := newLine("")
	l.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a\x1b[2Jb\nc\u202ed"), Paste: true})
	if strings.ContainsAny(l.String(), "\x1b\n\u202e") || !strings.HasPrefix(l.String(), "a") {
		t.Errorf("the line holds %q", l.String())
	}
}

func TestHugePasteIsCut(t *testing.T) {
	l := newLine("")
	for range 3 {
		l.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.Repeat("x", 1<<20)), Paste: true})
	}
	if n := len(l.text); n != lineLimit {
		t.Errorf("the line holds %d runes, want %d", n, lineLimit)
	}
}
