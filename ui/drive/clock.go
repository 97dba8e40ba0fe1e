package drive

import (
	"cmp"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Clock has the timers of a driven program. Its time passes only in Driver.Pass.
type Clock struct {
	now    time.Duration
	alarms []alarm
}

// alarm is a message with the time when it is due.
type alarm struct {
	at  time.Duration
	msg tea.Msg
}

// After is a command that sends the message after the given time: tea.Tick on this
// clock.
func (c *Clock) After(d time.Duration, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		c.alarms = append(c.alarms, alarm{c.now + d, msg})
		return nil
	}
}

// next removes the earliest alarm that is due by then, if there is one. Alarms with the
// same time are taken in the order in which they were set.
func (c *Clock) next(then time.Duration) (tea.Msg, bool) {
	slices.SortStableFunc(c.alarms, func(a, b alarm) int { return cmp.Compare(a.at, b.at) })
	if len(c.alarms) == 0 || c.alarms[0].at > then {
		c.now = then
		return nil, false
	}
	first := c.alarms[0]
	c.alarms = c.alarms[1:]
	c.now = max(c.now, first.at)
	return first.msg, true
}
