package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/theme"
)

// overlay is something in front of the panes that gets every key. Overlays are
// a stack of types, never a flag on App.
type overlay interface {
	key(a *App, msg tea.KeyMsg) tea.Cmd
}

// popup is an overlay that is drawn as a box in the middle of the screen.
type popup interface {
	overlay
	// content draws the inside for a screen of that many cells: its title, and
	// its lines, none wider than width.
	content(a *App, width, height int) (title string, lines []string)
}

// footline is an overlay that is drawn in place of the last two lines.
type footline interface {
	overlay
	foot(th *theme.Theme, width int) (line, below string)
}

// pager is the scrolling that help and inspect share: a window into lines that
// may be more than the screen has room for.
type pager struct{ top int }

// key scrolls, and reports whether the key was one of scrolling.
func (p *pager) key(msg tea.KeyMsg) bool {
	switch msg.String() {
	case "up", "k":
		p.top--
	case "down", "j":
		p.top++
	case "pgup":
		p.top -= 10
	case "pgdown", " ":
		p.top += 10
	case "home", "g":
		p.top = 0
	case "end", "G":
		p.top = 1 << 20
	default:
		return false
	}
	return true
}

// window cuts out the lines that are shown and says how many are above and below.
func (p *pager) window(lines []string, height int) (shown []string, above, below int) {
	height = max(height, 1)
	p.top = max(min(p.top, len(lines)-height), 0)
	end := min(p.top+height, len(lines))
	return lines[p.top:end], p.top, len(lines) - end
}
