package moment

import (
	"slices"
	"time"

	"berth/model"
)

// SpaceRange is the ephemeral range of a network namespace.
type SpaceRange struct {
	Space model.SpaceID
	Range model.Range
}

// ranges are the ephemeral ranges of all network namespaces. If nothing changed it is
// the slice of the last tally, so that a history does not hold many copies.
func (t *Timeline) ranges(spaces []model.Space) []SpaceRange {
	if last := len(t.history) - 1; last >= 0 && slices.EqualFunc(t.history[last].Ranges, spaces, func(r SpaceRange, s model.Space) bool {
		return r == SpaceRange{s.ID, s.Kernel.Ephemeral}
	}) {
		return t.history[last].Ranges
	}
	all := make([]SpaceRange, len(spaces))
	for i := range spaces {
		all[i] = SpaceRange{spaces[i].ID, spaces[i].Kernel.Ephemeral}
	}
	return all
}

// RangeBefore is the ephemeral range of a network namespace before the present one, and
// when it was last seen. changed is false if the range did not change within the
// history. A range that could not be read does not count as a change.
func (m *Moment) RangeBefore(of *model.Space) (before model.Range, last time.Time, changed bool) {
	now := of.Kernel.Ephemeral
	if !now.Known {
		return model.Range{}, time.Time{}, false
	}
	for i := len(m.History) - 1; i >= 0; i-- {
		t := &m.History[i]
		at := slices.IndexFunc(t.Ranges, func(r SpaceRange) bool { return r.Space == of.ID })
		if at >= 0 && t.Ranges[at].Range.Known && t.Ranges[at].Range != now {
			return t.Ranges[at].Range, t.Taken, true
		}
	}
	return model.Range{}, time.Time{}, false
}
