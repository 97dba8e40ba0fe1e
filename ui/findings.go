package ui

import (
	"context"
	"time"

	"berth/model"
	"berth/model/finding"
)

// learnTime bounds asking for what a watch wants to know.
const learnTime = time.Second

// watching is how the sample that goes out finds what is wrong. The first one asks
// for sockets alone, and is looked at by nobody.
func (a *App) watching(interval time.Duration) func(*model.Moment, model.Need) finding.Report {
	watch, machine := a.watch, a.machine
	return func(m *model.Moment, told model.Need) finding.Report {
		if !told.Has(model.NeedOwners) {
			return finding.Report{}
		}
		report := watch.Next(m, told, interval)
		ctx, cancel := context.WithTimeout(context.Background(), learnTime)
		defer cancel()
		watch.Learn(ctx, machine)
		return report
	}
}
