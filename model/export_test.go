package model

import "time"

// Count counts the ports of a moment again, a second later, as Next does.
func (t *Timeline) Count(m *Moment) {
	m.now, m.Taken = m.now+int64(time.Second), m.Taken.Add(time.Second)
	m.Ledger = t.ledgers.Next(m.Snapshot, m.Index, m.now, time.Second)
}
