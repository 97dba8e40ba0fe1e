package dialog

import tea "github.com/charmbracelet/bubbletea"

// pager is the scrolling that dialogs share: a window into more lines than fit.
type pager struct{ top int }

// scroll scrolls, and reports whether the key was a scroll key.
func (p *pager) scroll(msg tea.KeyMsg) bool {
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

// window returns the lines that are shown, and how many are above and below.
func (p *pager) window(lines []string, height int) (shown []string, above, below int) {
	height = max(height, 1)
	p.top = max(min(p.top, len(lines)-height), 0)
	end := min(p.top+height, len(lines))
	return lines[p.top:end], p.top, len(lines) - end
}
