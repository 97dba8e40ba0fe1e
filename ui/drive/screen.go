package drive

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"berth/model/patience"
)

// Screen is the content of the terminal as text, without spaces at the end of lines.
func (t *Terminal) Screen() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return strings.Join(t.lines(), "\n")
}

// lines reads the screen under the lock.
func (t *Terminal) lines() []string {
	lines := make([]string, t.screen.Height())
	for y := range lines {
		var line strings.Builder
		for x := 0; x < t.screen.Width(); {
			text, width := content(t.screen.CellAt(x, y))
			line.WriteString(text)
			x += width
		}
		lines[y] = strings.TrimRight(line.String(), " ")
	}
	return lines
}

// content is the text of a cell and its width in cells.
func content(c *uv.Cell) (text string, width int) {
	if c == nil || c.Content == "" {
		return " ", 1
	}
	return c.Content, max(c.Width, 1)
}

// Cell is one cell of the screen with its style, counted from 0.
func (t *Terminal) Cell(x, y int) uv.Cell {
	t.tb.Helper()
	t.mutex.Lock()
	defer t.mutex.Unlock()
	c := t.screen.CellAt(x, y)
	if c == nil {
		t.tb.Fatalf("no cell at %d,%d of %dx%d", x, y, t.screen.Width(), t.screen.Height())
	}
	return *c
}

// Find is the first position of a text on the screen, in cells.
func (t *Terminal) Find(text string) (x, y int, found bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for y := range t.screen.Height() {
		var line strings.Builder
		at := map[int]int{} // byte of the line to cell
		for x := 0; x < t.screen.Width(); {
			at[line.Len()] = x
			text, width := content(t.screen.CellAt(x, y))
			line.WriteString(text)
			x += width
		}
		if i := strings.Index(line.String(), text); i >= 0 {
			return at[i], y, true
		}
	}
	return 0, 0, false
}

// Log is all output of the program so far.
func (t *Terminal) Log() []byte {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return bytes.Clone(t.log.Bytes())
}

// questions are the sequences that query a terminal; a dashboard must not send any.
var questions = map[string]string{
	"\x1b]10;?":    "OSC 10, the foreground colour",
	"\x1b]11;?":    "OSC 11, the background colour",
	"\x1b]4;":      "OSC 4, a palette colour",
	"\x1b[6n":      "CSI 6n, the cursor position",
	"\x1b[5n":      "CSI 5n, the status",
	"\x1b[c":       "DA1, what kind of terminal it is",
	"\x1b[0c":      "DA1, what kind of terminal it is",
	"\x1b[>c":      "DA2, what version it is",
	"\x1b[>0q":     "XTVERSION, its name",
	"\x1b[>q":      "XTVERSION, its name",
	"\x1b[?u":      "CSI ? u, the keyboard protocol",
	"\x1bP+q":      "XTGETTCAP, a capability",
	"\x1b[?2026$p": "DECRQM, synchronised output",
}

// Asked is the first query that the program sent to the terminal; "" if there was none.
func (t *Terminal) Asked() string {
	log := t.Log()
	for question, name := range questions {
		if bytes.Contains(log, []byte(question)) {
			return name
		}
	}
	if t.answered.Load() {
		return "what is not on our list, but the emulator had an answer to it"
	}
	return ""
}

// Condition is something to wait for.
type Condition struct {
	what string
	met  func(t *Terminal) bool
}

// Shows waits until all these texts are on the screen together.
func Shows(texts ...string) Condition {
	return Condition{fmt.Sprintf("the screen to show %q", texts), func(t *Terminal) bool {
		screen := t.Screen()
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	}}
}

// Hides waits until none of these texts is on the screen.
func Hides(texts ...string) Condition {
	return Condition{fmt.Sprintf("the screen not to show %q", texts), func(t *Terminal) bool {
		screen := t.Screen()
		for _, text := range texts {
			if strings.Contains(screen, text) {
				return false
			}
		}
		return true
	}}
}

// Becomes waits for a condition that the test defines.
func Becomes(what string, met func(t *Terminal) bool) Condition { return Condition{what, met} }

// WaitFor waits until all conditions hold at once. If they do not within the time of
// the test, the test fails and prints the screen.
func (t *Terminal) WaitFor(conditions ...Condition) *Terminal {
	t.tb.Helper()
	late := time.After(patience.Of(t.tb))
	look := time.NewTicker(10 * time.Millisecond) // for what is not on the screen
	defer look.Stop()
	for {
		t.mutex.Lock()
		changed := t.changed
		t.mutex.Unlock()
		missing := t.missing(conditions)
		if missing == "" {
			return t
		}
		select {
		case <-changed:
		case <-look.C:
		case <-late:
			t.tb.Fatalf("timed out waiting for %s\n%s", missing, t.Screen())
		}
	}
}

// missing is the first condition that does not hold.
func (t *Terminal) missing(conditions []Condition) string {
	for _, c := range conditions {
		if !c.met(t) {
			return c.what
		}
	}
	return ""
}

// Age is the time since the program was started.
func (t *Terminal) Age() time.Duration { return time.Since(t.started) }
