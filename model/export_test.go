package model

import "time"

// Budget counts the ports of a moment again, a second later, as Next does.
func (t *Timeline) Budget(m *Moment) {
	m.now, m.Taken = m.now+int64(time.Second), m.Taken.Add(time.Second)
	t.budget(m, time.Second)
}
