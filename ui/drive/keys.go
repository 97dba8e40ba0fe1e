package drive

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// stroke is one key as Bubble Tea reports it and as a terminal sends it.
type stroke struct {
	msg   tea.KeyMsg
	bytes string
}

// named are the keys that are written as a word. Other words are typed letter by letter.
var named = map[string]stroke{
	"space":     {tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}, " "},
	"enter":     special(tea.KeyEnter, "\r"),
	"esc":       special(tea.KeyEsc, "\x1b"),
	"tab":       special(tea.KeyTab, "\t"),
	"shift+tab": special(tea.KeyShiftTab, "\x1b[Z"),
	"backspace": special(tea.KeyBackspace, "\x7f"),
	"delete":    special(tea.KeyDelete, "\x1b[3~"),
	"up":        special(tea.KeyUp, "\x1b[A"),
	"down":      special(tea.KeyDown, "\x1b[B"),
	"right":     special(tea.KeyRight, "\x1b[C"),
	"left":      special(tea.KeyLeft, "\x1b[D"),
	"home":      special(tea.KeyHome, "\x1b[H"),
	"end":       special(tea.KeyEnd, "\x1b[F"),
	"pgup":      special(tea.KeyPgUp, "\x1b[5~"),
	"pgdown":    special(tea.KeyPgDown, "\x1b[6~"),
	"f1":        special(tea.KeyF1, "\x1bOP"),
	"f2":        special(tea.KeyF2, "\x1bOQ"),
	"f3":        special(tea.KeyF3, "\x1bOR"),
	"f4":        special(tea.KeyF4, "\x1bOS"),
	"f5":        special(tea.KeyF5, "\x1b[15~"),
	"f6":        special(tea.KeyF6, "\x1b[17~"),
	"f7":        special(tea.KeyF7, "\x1b[18~"),
	"f8":        special(tea.KeyF8, "\x1b[19~"),
	"f9":        special(tea.KeyF9, "\x1b[20~"),
	"f10":       special(tea.KeyF10, "\x1b[21~"),
	"f11":       special(tea.KeyF11, "\x1b[23~"),
	"f12":       special(tea.KeyF12, "\x1b[24~"),
}

func special(key tea.KeyType, bytes string) stroke {
	return stroke{tea.KeyMsg{Type: key}, bytes}
}

// strokes reads keys: words separated by spaces, each the name of a key ("enter",
// "f9", "ctrl+c") or text to type. The space key is written "space".
func strokes(keys string) []stroke {
	var all []stroke
	for _, word := range strings.Fields(keys) {
		if key, ok := named[word]; ok {
			all = append(all, key)
			continue
		}
		if letter, ok := strings.CutPrefix(word, "ctrl+"); ok && len(letter) == 1 && 'a' <= letter[0] && letter[0] <= 'z' {
			code := letter[0] - 'a' + 1 // ctrl clears the upper three bits of the letter
			all = append(all, special(tea.KeyType(code), string(rune(code))))
			continue
		}
		for _, r := range word {
			all = append(all, stroke{tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}, string(r)})
		}
	}
	return all
}
