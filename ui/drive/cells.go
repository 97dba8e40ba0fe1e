package drive

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// Painted is a screen that shows only a frame, line by line.
func Painted(frame string, width, height int) *vt.Emulator {
	screen := vt.NewEmulator(width, height)
	if frame == "" {
		return screen
	}
	for y, line := range strings.Split(frame, "\n") {
		fmt.Fprintf(screen, "\x1b[%d;1H%s\x1b[m", y+1, line)
	}
	return screen
}

// Difference is the first cell in which two screens differ in text, width, colours or
// attributes; "" if they are equal.
func Difference(got, want *vt.Emulator) string {
	for y := range want.Height() {
		for x := range want.Width() {
			g, w := written(got.CellAt(x, y)), written(want.CellAt(x, y))
			if g.Content != w.Content || g.Width != w.Width || !g.Style.Equal(&w.Style) {
				return fmt.Sprintf("column %d of line %d is %q %d %v, want %q %d %v",
					x, y, g.Content, g.Width, g.Style, w.Content, w.Width, w.Style)
			}
		}
	}
	return ""
}

// written is a cell as text; an empty cell is a space.
func written(c *uv.Cell) uv.Cell {
	if c == nil || c.Content == "" && c.Width > 0 {
		return uv.EmptyCell
	}
	return *c
}

// Styled is the content of the terminal, with its colours.
func (t *Terminal) Styled() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.screen.Render()
}

// Scribble writes over the screen, as another program on the terminal would.
func (t *Terminal) Scribble(text string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	_, _ = t.screen.WriteString(text)
}
