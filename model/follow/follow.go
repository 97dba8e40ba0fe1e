// Package follow looks at a machine again and again: a Follower takes a sample,
// puts it on a timeline, finds what is wrong, and reads what the findings want to
// know. The dashboard, the commands, and whatever else repeats a look share it. Of
// model it alone calls the interfaces of a machine, and it alone sets a time limit.
package follow

import (
	"context"
	"sync"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/moment"
)

// Follower looks at a machine whenever it is asked to. It starts no goroutine and
// sets no timer between looks: when the next one is due is up to the caller. It may
// be used by several goroutines; a look waits until the one before has ended.
type Follower struct {
	Machine *model.Machine
	Now     func() time.Time // measures what is made of a sample; nil: that is not counted
	Limit   time.Duration    // for reading what findings want to know; 0: only the context of the look ends it

	one      sync.Mutex // held during a look
	timeline moment.Timeline
	watch    finding.Watch
}

// Request is what a look is for.
type Request struct {
	Need     model.Need
	Interval time.Duration // how often looks are meant to come
	Findings bool          // tell what is wrong; takes NeedOwners, and without it nothing is found
	Last     bool          // no look follows: what findings want to know counts in this one already
}

// Look is what one look tells.
type Look struct {
	Moment *moment.Moment
	Report finding.Report // empty unless findings were asked for
	Known  model.Need     // what the sample was asked for
	Took   time.Duration  // the sample, and all that was made of it
}

// Look takes one look. Where the sample fails, its error is returned as it is, and
// the next look goes on from the last one that did not fail. What findings want to
// know and cannot be read is no error: the report says what could not be checked.
func (f *Follower) Look(ctx context.Context, r Request) (Look, error) {
	f.one.Lock()
	defer f.one.Unlock()
	snapshot, err := f.Machine.Sampler.Sample(ctx, r.Need)
	if err != nil {
		return Look{}, err
	}
	begun := f.now()
	l := Look{Moment: f.timeline.Next(snapshot, r.Interval), Known: r.Need}
	if r.Findings && r.Need.Has(model.NeedOwners) {
		l.Report = f.find(ctx, l.Moment, r)
	}
	l.Took = snapshot.Took + f.now().Sub(begun)
	return l, nil
}

// now is the time by the clock of the caller.
func (f *Follower) now() time.Time {
	if f.Now == nil {
		return time.Time{}
	}
	return f.Now()
}

// find tells what is wrong, and reads what would tell more: for the next look, or
// where there will be none for this one.
func (f *Follower) find(ctx context.Context, m *moment.Moment, r Request) finding.Report {
	report := f.watch.Next(m, r.Need, r.Interval)
	if f.learn(ctx) && r.Last {
		report = f.watch.Next(m, r.Need, r.Interval)
	}
	return report
}
