package moment_test

import (
	"fmt"
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/scene"
)

const listener = "\ntcp listen 0.0.0.0:80"

func TestAgeCountsFromTheFirstSnapshotAndSaysIfTheSocketIsOlder(t *testing.T) {
	const late = "\ntcp estab 10.0.0.1:80 10.0.0.2:5000"
	m := scene.Moments(time.Second, "at 0s"+listener, "at 1s"+listener+late, "at 4s"+listener+late)
	for _, want := range []struct {
		moment, socket int
		age            time.Duration
		whole          bool
	}{
		{0, 0, 0, false}, {1, 0, time.Second, false}, {2, 0, 4 * time.Second, false},
		{1, 1, 0, true}, {2, 1, 3 * time.Second, true},
	} {
		age, whole := m[want.moment].Age(want.socket)
		if age != want.age || whole != want.whole {
			t.Errorf("socket %d of moment %d is %v, whole %v; want %v, %v", want.socket, want.moment, age, whole, want.age, want.whole)
		}
	}
}

func TestConnectionKeepsItsAgeUntilTimeWaitEnds(t *testing.T) {
	const ends = " 10.0.0.1:80 10.0.0.2:5000 "
	m := scene.Moments(time.Second,
		"at 0s",
		"at 1s\ntcp estab"+ends+"inode=5",
		"at 2s\ntcp time-wait"+ends+"inode=0",
		"at 3s\ntcp estab"+ends+"inode=6")
	for i, want := range []time.Duration{0, 0, time.Second, 0} {
		if i == 0 {
			continue
		}
		if age, whole := m[i].Age(0); age != want || !whole {
			t.Errorf("moment %d: age %v whole %v, want %v", i, age, whole, want)
		}
	}
}

func TestSocketThatComesBackIsNew(t *testing.T) {
	m := scene.Moments(time.Second, "at 0s"+listener, "at 1s", "at 2s"+listener)
	if age, whole := m[2].Age(0); age != 0 || !whole {
		t.Errorf("age %v whole %v", age, whole)
	}
}

func TestListenersThatShareAPortHaveTheirOwnAges(t *testing.T) {
	const first, second = "\ntcp listen 0.0.0.0:80 inode=1", "\ntcp listen 0.0.0.0:80 inode=2"
	m := scene.Moments(time.Second, "at 0s", "at 1s"+first, "at 3s"+first+second)
	older, _ := m[2].Age(0)
	newer, _ := m[2].Age(1)
	if older != 2*time.Second || newer != 0 {
		t.Errorf("ages %v and %v", older, newer)
	}
}

func TestClockThatWasSetBackGivesNoNegativeAge(t *testing.T) {
	m := scene.Moments(time.Second, "at 1h", "at 2h"+listener, "at 0s"+listener)
	if age, _ := m[2].Age(0); age < 0 {
		t.Errorf("age %v", age)
	}
}

func TestMomentWithoutATimelineHasNoAges(t *testing.T) {
	m := &moment.Moment{Snapshot: scene.New(listener)}
	if age, whole := m.Age(0); age != 0 || whole {
		t.Errorf("age %v whole %v", age, whole)
	}
}

func TestDropRateIsUnknownAfterAGapOrACounterThatFell(t *testing.T) {
	unknown := model.Rate{}
	for name, c := range map[string]struct {
		scenes []string
		want   model.Rate
	}{
		"first":              {[]string{"drops 10"}, unknown},
		"steady":             {[]string{"drops 10", "at 2s\ndrops 16"}, model.Rate{PerSecond: 3, Known: true}},
		"quiet":              {[]string{"drops 10", "at 1s\ndrops 10"}, model.Rate{PerSecond: 0, Known: true}},
		"unread before":      {[]string{"", "at 1s\ndrops 10"}, unknown},
		"unread now":         {[]string{"drops 10", "at 1s"}, unknown},
		"backwards":          {[]string{"drops 10", "at 1s\ndrops 9"}, unknown},
		"backwards, then on": {[]string{"drops 10", "at 1s\ndrops 0", "at 2s\ndrops 4"}, model.Rate{PerSecond: 4, Known: true}},
		"slept":              {[]string{"drops 10", "at 3001ms\ndrops 90"}, unknown},
		"slept, then on":     {[]string{"drops 10", "at 1h\ndrops 90", "at 3601s\ndrops 91"}, model.Rate{PerSecond: 1, Known: true}},
		"clock set back":     {[]string{"at 9s\ndrops 10", "at 1s\ndrops 90"}, unknown},
		"no time passed":     {[]string{"drops 10", "drops 20"}, unknown},
	} {
		m := scene.Moments(time.Second, c.scenes...)
		if got := m[len(m)-1].OwnRates().Drops; got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestDropsFollowTheMonotonicClock(t *testing.T) {
	var line moment.Timeline
	first, second := scene.New("drops 10"), scene.New("drops 30")
	first.Taken = time.Now()
	second.Taken = first.Taken.Add(2 * time.Second)
	line.Next(first, time.Second)
	if got := line.Next(second, time.Second).OwnRates().Drops; got != (model.Rate{PerSecond: 10, Known: true}) {
		t.Errorf("%+v", got)
	}
}

func TestHistoryKeepsTheNewestTalliesAndMomentsKeepTheirOwn(t *testing.T) {
	var line moment.Timeline
	var moments []*moment.Moment
	const taken = 3*moment.HistoryLength + 7
	for i := range taken {
		text := fmt.Sprintf("at %ds\nudp unconn 0.0.0.0:53\ntcp new-syn-recv 1.1.1.1:1 2.2.2.2:2", i)
		for j := range i % 5 {
			text += fmt.Sprintf("\ntcp estab 10.0.0.1:80 10.0.0.2:%d", 5000+j)
		}
		moments = append(moments, line.Next(scene.New(text), time.Second))
	}
	for i, m := range moments {
		if want := min(i+1, moment.HistoryLength); len(m.History) != want {
			t.Fatalf("moment %d has %d tallies, want %d", i, len(m.History), want)
		}
		for back := range m.History {
			at := i - back
			tally := m.History[len(m.History)-1-back]
			if tally.Taken != moments[at].Taken || tally.States[model.Established] != at%5 || tally.UDP != 1 || tally.States[model.SynRecv] != 1 {
				t.Fatalf("moment %d, %d back: %+v", i, back, tally)
			}
		}
	}
}

func TestAppendingToTheHistoryOfAMomentChangesNoOther(t *testing.T) {
	m := scene.Moments(time.Second, "at 0s", "at 1s", "at 2s", "at 3s", "at 4s", "at 5s", "at 6s", "at 7s")
	for _, each := range m {
		_ = append(each.History, moment.Tally{UDP: 99})
	}
	for i, each := range m {
		for _, tally := range each.History {
			if tally.UDP == 99 {
				t.Errorf("moment %d sees what was appended to another's history", i)
			}
		}
	}
}

func TestUserOfAHiddenHolderHasTheNameOfThatUsersProcesses(t *testing.T) {
	m := scene.Moment("process 1 init root\nprocess 812 nginx www-data")
	if got := m.User(0).String(); got != "root" {
		t.Errorf("user 0 is %q", got)
	}
	if got := m.User(12345).String(); got != "12345" {
		t.Errorf("a user nobody knows is %q", got)
	}
}
