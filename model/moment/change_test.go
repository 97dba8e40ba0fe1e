package moment_test

import (
	"fmt"
	"testing"
	"time"

	"berth/model/moment"
	"berth/model/scene"
)

func TestChangedRangeCountsFromTheNextSampleAndIsRemembered(t *testing.T) {
	var line moment.Timeline
	var got []string
	for i, ports := range []string{"5000-5099", "5000-5099", "1024-5099", "9-1", "1024-5099", "2000-5099"} {
		text := fmt.Sprintf("at %ds\nrange %s\ntcp estab 10.0.0.1:5000 10.0.0.9:443", i, ports)
		m := line.Next(scene.New(text), time.Second)
		before, last, changed := m.RangeBefore(m.Own())
		got = append(got, fmt.Sprintln(m.OwnBudget().Size, changed, before.Safe(), last.Sub(scene.Epoch).Seconds() > 0, last.Second()))
	}
	for i, want := range []string{
		"100 false 0-0 false 0", "100 false 0-0 false 0", "4076 true 5000-5099 true 1", "0 false 0-0 false 0",
		"4076 true 5000-5099 true 1", "3100 true 1024-5099 true 4",
	} {
		if got[i] != want+"\n" {
			t.Errorf("sample %d: %swant %s", i, got[i], want)
		}
	}
}

func TestRangeOlderThanTheHistoryIsNotAChange(t *testing.T) {
	var line moment.Timeline
	line.Next(scene.New("at 0s\nrange 5000-5099"), time.Second)
	for i := range moment.HistoryLength {
		m := line.Next(scene.New(fmt.Sprintf("at %ds\nrange 1024-5099", i+1)), time.Second)
		if _, _, changed := m.RangeBefore(m.Own()); changed != (i+1 < moment.HistoryLength) {
			t.Fatalf("after %d samples: changed %v", i+1, changed)
		}
	}
}

func TestMovedRangeOfTheSameSizeEndsATrend(t *testing.T) {
	var line moment.Timeline
	for i := range 14 {
		text := fmt.Sprintf("at %ds\nrange %s\n", i, map[bool]string{true: "5000-5099", false: "5002-5101"}[i < 12])
		for port := range 10 + 2*i {
			text += fmt.Sprintf("tcp estab 10.0.0.1:%d 10.0.0.9:443\n", 5002+2*port)
		}
		m := line.Next(scene.New(text), time.Second)
		if at, ok := m.Tightest(); i >= 6 && (!ok || m.Pools.List[at].Trend.Growing != (i < 12)) {
			t.Errorf("sample %d: %+v", i, m.Pools.List[at].Trend)
		}
	}
}
