package follow_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"berth/model"
	"berth/model/follow"
)

func TestFactsReadForFindingsCountInTheNextLookOrInTheLastAtOnce(t *testing.T) {
	const rule = "privileged-port"
	f := following(&machine{worlds: []string{low}})
	if got := rules(look(t, f, every)); slices.Contains(got, rule) {
		t.Errorf("before its rights were read: %q", got)
	}
	if got := rules(look(t, f, every)); !slices.Contains(got, rule) {
		t.Errorf("after it: %q", got)
	}
	if got := rules(look(t, following(&machine{worlds: []string{low}}), last)); !slices.Contains(got, rule) {
		t.Errorf("a look that is the first and the last: %q", got)
	}
}

func TestOpenDescriptorsAreEvidence(t *testing.T) {
	m := &machine{worlds: leaking("")}
	f := following(m)
	for range len(m.worlds) - 1 {
		look(t, f, every)
	}
	for _, found := range look(t, f, every).Report.Findings {
		if found.Rule.String() == "close-wait" && !strings.Contains(found.Evidence[len(found.Evidence)-1].Value.String(), "90 of 100") {
			t.Errorf("%s: %+v", found.Subject.Words, found.Evidence)
		}
	}
}

func TestUnreadableRightsAreReportedAndReadOnce(t *testing.T) {
	const want = "the capabilities of 2 processes could not be read"
	m := &machine{worlds: []string{low}, unread: model.ErrNotPermitted}
	for name, f := range map[string]*follow.Follower{
		"a reader that may not": following(m),
		"no reader":             {Machine: &model.Machine{Sampler: m}},
	} {
		m.looks = 0
		look(t, f, every)
		for range 3 {
			l := look(t, f, every)
			if got := l.Report.MissingWords().String(); !strings.Contains(got, want) {
				t.Errorf("%s: %q", name, got)
			}
			if len(m.log) != 1 {
				t.Errorf("%s: asked again: %q", name, m.log)
			}
		}
	}
}

func TestMachineWithoutAnInspectorIsNotAskedForDetails(t *testing.T) {
	m := &machine{worlds: leaking(low)}
	f := &follow.Follower{Machine: &model.Machine{Sampler: m, RightsReader: m}}
	var found []string
	for range m.worlds {
		found = rules(look(t, f, last))
	}
	if !slices.Contains(found, "close-wait") {
		t.Errorf("found %q", found)
	}
}

func TestLookWithAnEndedContextReadsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := &machine{worlds: []string{low}}
	if _, err := following(m).Look(ctx, last); !errors.Is(err, context.Canceled) || len(m.log) != 1 {
		t.Errorf("%v, asked %q", err, m.log)
	}
}

// hung waits until the context ends, as the read of a hung process does.
func hung(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestLookDoesNotWaitForAHungProcess(t *testing.T) {
	for name, c := range map[string]struct{ limit, given, want time.Duration }{
		"the limit of the follower":  {10 * time.Second, time.Hour, 10 * time.Second},
		"the context of the caller":  {0, time.Minute, time.Minute},
		"the shorter one of the two": {time.Hour, time.Minute, time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := following(&machine{worlds: []string{low}, reads: hung})
			f.Limit = c.limit
			ctx, cancel := context.WithTimeout(t.Context(), c.given)
			defer cancel()
			begun := time.Now()
			l, err := f.Look(ctx, last)
			if took := time.Since(begun); err != nil || took != c.want {
				t.Errorf("%s: the look took %v: %v", name, took, err)
			}
			if got := l.Report.MissingWords().String(); !strings.Contains(got, "capabilities of 2 processes") {
				t.Errorf("%s: %q", name, got)
			}
		})
	}
}

// crowded notices if a sample begins while another one is being taken.
type crowded struct {
	*machine
	out, overlaps atomic.Int32
}

func (c *crowded) Sample(ctx context.Context, need model.Need) (*model.Snapshot, error) {
	if c.out.Add(1) > 1 {
		c.overlaps.Add(1)
	}
	defer c.out.Add(-1)
	runtime.Gosched()
	return c.machine.Sample(ctx, need)
}

func TestLooksOfSeveralCallersComeOneAfterAnother(t *testing.T) {
	const callers, each = 3, 100
	m := &crowded{machine: &machine{worlds: []string{low}}}
	f := &follow.Follower{Machine: &model.Machine{Sampler: m, RightsReader: m}}
	var ended sync.WaitGroup
	for range callers {
		ended.Go(func() {
			for range each {
				if _, err := f.Look(t.Context(), last); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ended.Wait()
	if n := m.overlaps.Load(); n > 0 || m.looks != callers*each {
		t.Errorf("%d looks, of which %d began during another", m.looks, n)
	}
}
