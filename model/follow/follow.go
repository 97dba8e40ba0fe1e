// Package follow looks at a machine repeatedly. A Follower takes a sample, puts it on
// a timeline, finds what is wrong, and reads the facts that the findings need. The
// dashboard, the commands, and everything else that repeats a look use it. In model,
// only this package calls the interfaces of a machine and sets time limits.
package follow

import (
	"context"
	"sync"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/moment"
)

// Follower looks at a machine when its caller asks for it. It starts no goroutine and
// sets no timer between looks: the caller decides when the next look is due. Several
// goroutines may use it; a look waits until the previous one has ended.
type Follower struct {
	Machine *model.Machine
	Now     func() time.Time // the clock for Look.Took; nil: Took is the time of the sample alone
	Limit   time.Duration    // for reading the facts that findings need; 0: only the context of the look limits it

	one      sync.Mutex // held during a look
	timeline moment.Timeline
	watch    finding.Watch
}

// Request says what a look must find out.
type Request struct {
	Need     model.Need
	Interval time.Duration // planned time between looks
	Findings bool          // find what is wrong; without NeedOwners nothing is found
	Last     bool          // no look follows: what is read for the findings counts in this look already
}

// Look is the result of one look.
type Look struct {
	Moment *moment.Moment
	Report finding.Report // empty unless findings were asked for
	Known  model.Need     // what the sample was asked for
	Took   time.Duration  // for the sample, and for everything computed from it
}

// Look takes one look. If the sample fails, Look returns its error unchanged, and the
// next look continues after the last one that succeeded. If a fact that findings need
// cannot be read, that is not an error: the report says what could not be checked.
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

// now is the time of the caller's clock.
func (f *Follower) now() time.Time {
	if f.Now == nil {
		return time.Time{}
	}
	return f.Now()
}

// find finds what is wrong, and reads the facts that the findings need. They count in
// the next look, or in this one if it is the last.
func (f *Follower) find(ctx context.Context, m *moment.Moment, r Request) finding.Report {
	report := f.watch.Next(m, r.Need, r.Interval)
	if f.learn(ctx) && r.Last {
		report = f.watch.Next(m, r.Need, r.Interval)
	}
	return report
}
