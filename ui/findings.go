package ui

import (
	"context"
	"time"

	"berth/model"
	"berth/model/finding"
)

// rightTime bounds reading the rights of the processes that a watch asks for.
const rightTime = time.Second

// watching is how the sample that goes out finds what is wrong. The first one asks
// for sockets alone, and is looked at by nobody.
func (a *App) watching(interval time.Duration) func(*model.Moment, model.Need) finding.Report {
	watch, notary := a.watch, a.machine.Notary
	return func(m *model.Moment, told model.Need) finding.Report {
		if !told.Has(model.NeedOwners) {
			return finding.Report{}
		}
		report := watch.Next(m, told, interval)
		ctx, cancel := context.WithTimeout(context.Background(), rightTime)
		defer cancel()
		watch.Learn(func(id model.ProcessID) (model.Rights, error) {
			if notary == nil {
				return model.Rights{}, model.ErrNotPermitted
			}
			return notary.Rights(ctx, id)
		})
		return report
	}
}
