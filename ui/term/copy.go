package term

import (
	"os"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-osc52/v2"
)

// copyLimit is the maximum number of bytes that are copied: some terminals ignore a
// longer OSC 52 completely.
const copyLimit = 4096

// Copy puts text on the clipboard of the user's terminal, also through SSH (OSC 52).
func (t *Terminal) Copy(text string) error {
	for len(text) > copyLimit || !utf8.ValidString(text) {
		text = text[:min(len(text)-1, copyLimit)]
	}
	sequence := osc52.New(text)
	if name := os.Getenv("TERM"); strings.HasPrefix(name, "screen") && os.Getenv("TMUX") == "" {
		sequence = sequence.Screen()
	}
	return t.screen.Aside(sequence.String())
}
