package moment

import (
	"slices"
	"time"

	"berth/model"
)

// Rates say how the counters of a network namespace go.
type Rates struct {
	Drops   model.Rate                    // accept-queue drops a second (ListenDrops)
	Figures [model.FigureCount]model.Rate // of the figures that count; the others are not known
}

// OwnRates are those of the network namespace that berth is in.
func (m *Moment) OwnRates() *Rates { return m.RatesAt(0) }

// RatesAt are those of a network namespace: an index into Spaces.
func (m *Moment) RatesAt(space int) *Rates {
	if space >= len(m.rates) {
		return new(Rates)
	}
	return &m.rates[space]
}

// ratesOf says how the counters of each network namespace went since an earlier
// look; nothing of one that was not there then.
func ratesOf(was, is []model.Space, passed, interval time.Duration) []Rates {
	all := make([]Rates, len(is))
	for i := range is {
		at := slices.IndexFunc(was, func(s model.Space) bool { return s.ID == is[i].ID })
		if at >= 0 {
			all[i].fill(&was[at].Kernel, &is[i].Kernel, passed, interval)
		}
	}
	return all
}

func (r *Rates) fill(was, is *model.Kernel, passed, interval time.Duration) {
	r.Drops = model.RateOf(was.ListenDrops, is.ListenDrops, passed, interval)
	for f := range model.FigureCount {
		if f.Counts() {
			r.Figures[f] = model.RateOf(was.Figures[f].Reading, is.Figures[f].Reading, passed, interval)
		}
	}
}
