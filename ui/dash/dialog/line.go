package dialog

import (
	"slices"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/safe"
)

// lineLimit is the maximum number of runes in a line: a paste must not fill the memory.
const lineLimit = 4096

// line is one line of text that the user edits. The text input of bubbles is not
// used because it searches the path for clipboard programs and runs them.
type line struct {
	text []rune
	at   int // the cursor is before text[at]
}

func newLine(text string) line {
	r := []rune(text)
	return line{text: r, at: len(r)}
}

func (l *line) String() string { return string(l.text) }

// key edits the line and reports whether its text has changed.
func (l *line) key(msg tea.KeyMsg) bool {
	before := string(l.text)
	switch {
	case msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace:
		l.insert(msg.Runes)
	case msg.Type == tea.KeyBackspace && l.at > 0:
		l.cut(l.at-1, l.at)
	case msg.Type == tea.KeyDelete && l.at < len(l.text):
		l.cut(l.at, l.at+1)
	case msg.Type == tea.KeyLeft || msg.Type == tea.KeyCtrlB:
		l.at = max(l.at-1, 0)
	case msg.Type == tea.KeyRight || msg.Type == tea.KeyCtrlF:
		l.at = min(l.at+1, len(l.text))
	case msg.Type == tea.KeyHome || msg.Type == tea.KeyCtrlA:
		l.at = 0
	case msg.Type == tea.KeyEnd || msg.Type == tea.KeyCtrlE:
		l.at = len(l.text)
	case msg.Type == tea.KeyCtrlU:
		l.cut(0, l.at)
	case msg.Type == tea.KeyCtrlK:
		l.cut(l.at, len(l.text))
	case msg.Type == tea.KeyCtrlW:
		l.cut(l.word(), l.at)
	}
	return string(l.text) != before
}

// insert inserts runes at the cursor. Line ends of a paste become spaces, and
// characters that are unsafe for a terminal become U+FFFD.
func (l *line) insert(runes []rune) {
	room := lineLimit - len(l.text)
	runes = runes[:min(len(runes), max(room, 0))]
	text := []rune(safe.Sanitise(string(slices.Collect(func(yield func(rune) bool) {
		for _, r := range runes {
			if unicode.IsSpace(r) {
				r = ' '
			}
			if !yield(r) {
				return
			}
		}
	}))).String())
	l.text = slices.Insert(l.text, l.at, text...)
	l.at += len(text)
}

func (l *line) cut(from, to int) {
	l.text = slices.Delete(l.text, from, to)
	l.at = from
}

// word is the start of the word before the cursor.
func (l *line) word() int {
	i := l.at
	for i > 0 && l.text[i-1] == ' ' {
		i--
	}
	for i > 0 && l.text[i-1] != ' ' {
		i--
	}
	return i
}
