package moment_test

import (
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/scene"
)

func TestCountersHaveRatesAndLimitsHaveNone(t *testing.T) {
	line := new(moment.Timeline)
	at := func(after time.Duration, opens, fails, limit int64) *moment.Moment {
		n := scene.New("range 32768-60999")
		n.Taken = n.Taken.Add(after)
		for f, value := range map[model.Figure]int64{model.Opens: opens, model.FailedOpens: fails, model.AcceptLimit: limit} {
			n.Own().Kernel.Figures[f] = model.FigureReading{Reading: model.Reading{Value: value, Known: true}}
		}
		return line.Next(n, time.Second)
	}
	if m := at(0, 100, 7, 1); m.OwnRates().Figures[model.Opens].Known {
		t.Errorf("a rate of one look: %+v", m.OwnRates().Figures[model.Opens])
	}
	m := at(2*time.Second, 150, 7, 9)
	if got := m.OwnRates().Figures[model.Opens]; !got.Known || got.PerSecond != 25 {
		t.Errorf("50 in 2 s: %+v", got)
	}
	if got := m.OwnRates().Figures[model.FailedOpens]; !got.Known || got.PerSecond != 0 {
		t.Errorf("none in 2 s: %+v", got)
	}
	if got := m.OwnRates().Figures[model.AcceptLimit]; got.Known {
		t.Errorf("a limit has the rate %+v", got)
	}
	if got := at(3*time.Second, 10, 7, 9).OwnRates().Figures[model.Opens]; got.Known {
		t.Errorf("a counter that was set back has the rate %+v", got)
	}
}
