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

// notice is a message in the footer that expires.
type notice struct {
	text   string
	alarm  bool
	stays  bool // until the next notice
	number int
}

// say puts a notice in the footer.
func (a *App) say(text string, alarm bool) tea.Cmd {
	a.notice = notice{text: text, alarm: alarm, number: a.notice.number + 1}
	stay := noticeTime
	if alarm {
		stay = alarmTime
	}
	return a.After(stay, noticeExpiredMsg{a.notice.number})
}

// dismiss removes a notice at the next key, because it is about the screen before it.
func (n *notice) dismiss() {
	if !n.alarm && !n.stays {
		n.text = ""
	}
}

// announce shows a notice that stays until the next one.
func (n *notice) announce(text string) {
	*n = notice{text: text, stays: true, number: n.number + 1}
}

// expire removes a notice whose time is over, unless a newer one has replaced it.
func (n *notice) expire(msg noticeExpiredMsg) tea.Cmd {
	if msg.notice == n.number {
		n.text = ""
	}
	return nil
}
