package follow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/follow"
)

// look takes one look, which must succeed.
func look(t *testing.T, f *follow.Follower, r follow.Request) follow.Look {
	t.Helper()
	l, err := f.Look(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLookSamplesThenReadsRightsThenDescriptors(t *testing.T) {
	m := &machine{worlds: leaking(low)}
	f := following(m)
	look(t, f, every)
	if got, want := strings.Join(m.log, ", "), "sample, rights 640, rights 641"; got != want {
		t.Errorf("the first look: %s; want %s", got, want)
	}
	var leaks string
	for range len(m.worlds) - 1 {
		look(t, f, every)
		if got := strings.Join(m.log, ", "); got != "sample" {
			leaks = got
			break
		}
	}
	if want := "sample, detail 812, detail 813"; leaks != want {
		t.Errorf("when descriptors leak: %q; want %s", leaks, want)
	}
}

func TestLookWithoutOwnersFindsNothingAndReadsNothingMore(t *testing.T) {
	m := &machine{worlds: []string{low + "tcp listen 0.0.0.0:6379"}}
	f := following(m)
	first := look(t, f, follow.Request{Need: model.NeedKernel, Interval: time.Second, Findings: true, Last: true})
	if len(first.Report.Findings)+len(first.Report.Missing) > 0 || len(m.log) != 1 {
		t.Errorf("found %q, asked %q", rules(first), m.log)
	}
	if first.Known != model.NeedKernel {
		t.Errorf("it knows %b", first.Known)
	}
	if second := look(t, f, every); !slices.Contains(rules(second), "public-service") || second.Known != finding.Needs() {
		t.Errorf("the second look found %q", rules(second))
	}
}

func TestLookFindsNothingUnlessFindingsAreRequested(t *testing.T) {
	m := &machine{worlds: []string{low + "tcp listen 0.0.0.0:6379"}}
	f := following(m)
	for range 2 {
		if l := look(t, f, follow.Request{Need: finding.Needs(), Interval: time.Second}); len(l.Report.Findings) > 0 || len(m.log) != 1 {
			t.Errorf("found %q, asked %q", rules(l), m.log)
		}
	}
}

func TestLooksOfAFollowerShareOneTimeline(t *testing.T) {
	m := &machine{worlds: []string{"drops 10", "drops 16"}}
	f := following(m)
	if l := look(t, f, every); l.Moment.OwnRates().Drops.Known {
		t.Errorf("one look knows a rate: %+v", l.Moment.OwnRates().Drops)
	}
	if l := look(t, f, every); l.Moment.OwnRates().Drops != (model.Rate{PerSecond: 6, Known: true}) || len(l.Moment.History) != 2 {
		t.Errorf("the second look: %+v, a history of %d", l.Moment.OwnRates().Drops, len(l.Moment.History))
	}
}

func TestTimelineSkipsAFailedSample(t *testing.T) {
	m := &machine{worlds: []string{"drops 10", "drops 99", "drops 16"}}
	f := following(m)
	look(t, f, every)
	m.failed = errors.New("read /proc/net/tcp: input/output error")
	l, err := f.Look(t.Context(), every)
	if err != m.failed || l.Moment != nil || l.Took != 0 || len(m.log) != 1 {
		t.Errorf("a look that fails: %+v, %v, asked %q", l, err, m.log)
	}
	m.failed = nil
	if l := look(t, f, every); l.Moment.OwnRates().Drops != (model.Rate{PerSecond: 3, Known: true}) || len(l.Moment.History) != 2 {
		t.Errorf("the look after it: %+v, a history of %d", l.Moment.OwnRates().Drops, len(l.Moment.History))
	}
}

func TestLookCountsTheTimeOfItsSampleAndOfItsResults(t *testing.T) {
	f := following(&machine{worlds: []string{low}})
	if l := look(t, f, every); l.Took != 12*time.Millisecond {
		t.Errorf("without a clock it took %v", l.Took)
	}
	var clock time.Time
	f.Now = func() time.Time { clock = clock.Add(time.Minute); return clock }
	if l := look(t, f, every); l.Took != time.Minute+12*time.Millisecond {
		t.Errorf("it took %v", l.Took)
	}
}
