package moment

import (
	"time"

	"berth/model"
)

// RangeBefore is the ephemeral range before the present one, and when it was last
// seen. changed is false if the range did not change within the history. A range that
// could not be read does not count as a change.
func (m *Moment) RangeBefore() (before model.Range, last time.Time, changed bool) {
	now := m.Budget.Range
	if !m.Budget.Known {
		return model.Range{}, time.Time{}, false
	}
	for i := len(m.History) - 1; i >= 0; i-- {
		if t := &m.History[i]; t.Range.Known && t.Range != now {
			return t.Range, t.Taken, true
		}
	}
	return model.Range{}, time.Time{}, false
}
