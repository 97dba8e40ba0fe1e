package dash

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// How long a notice stays in the footer.
const (
	noticeTime = 6 * time.Second
	alarmTime  = 20 * time.Second
)

// notice is what the footer says until it has been there long enough.
type notice struct {
	text   string
	alarm  bool
	stays  bool // until another one comes
	number int
}

// say puts a notice in the footer.
func (a *App) say(text string, alarm bool) tea.Cmd {
	a.notice = notice{text: text, alarm: alarm, number: a.notice.number + 1}
	stay := noticeTime
	if alarm {
		stay = alarmTime
	}
	return a.After(stay, hushMsg{a.notice.number})
}

// heard takes a notice away at the next key: what was said is about what was
// there before.
func (n *notice) heard() {
	if !n.alarm && !n.stays {
		n.text = ""
	}
}

// announce is a notice that stays until another one comes.
func (n *notice) announce(text string) {
	*n = notice{text: text, stays: true, number: n.number + 1}
}

// hush takes a notice away that has been there long enough.
func (n *notice) hush(msg hushMsg) tea.Cmd {
	if msg.notice == n.number {
		n.text = ""
	}
	return nil
}
