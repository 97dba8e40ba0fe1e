package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// How long a notice stays in the footer.
const (
	noticeTime = 6 * time.Second
	alarmTime  = 20 * time.Second
)

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
func (a *App) heard() {
	if !a.notice.alarm && !a.notice.stays {
		a.notice.text = ""
	}
}

// announce puts a notice in the footer that stays until another one comes.
func (a *App) announce(text string) {
	a.notice = notice{text: text, stays: true, number: a.notice.number + 1}
}

func (a *App) hush(msg hushMsg) tea.Cmd {
	if msg.notice == a.notice.number {
		a.notice.text = ""
	}
	return nil
}
