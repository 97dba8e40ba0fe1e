package field_test

import (
	"slices"
	"testing"
	"time"

	"berth/model/field"
	"berth/model/growth"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/row"
)

func TestEffectSaysWhatAChangeDoesInNumbers(t *testing.T) {
	grows := growth.Trend{Growing: true, PerSecond: 10, Ends: true, Full: 45 * time.Second}
	p := func(size, held int, trend growth.Trend) pool.Pool {
		return pool.Pool{Size: size, Use: pool.Use{Established: held}, Trend: trend}
	}
	now := p(28232, 20600, grows)
	level := grows
	level.Ends = false
	for want, after := range map[string]pool.Pool{
		"64,502 ports instead of 28,232; 32% taken instead of 73%; full in 12:30 instead of full in 0:45": p(64502, 20600, growth.Trend{Growing: true, Ends: true, Full: 750 * time.Second}),
		"28,232 ports; 24% taken instead of 73%; levels off instead of full in 0:45":                      p(28232, 6867, level),
		"28,232 ports; 73% taken; full in 0:45":                                                           now,
		"10 ports instead of 28,232; 100% taken instead of 73%; full now instead of full in 0:45":         p(10, 10, growth.Trend{}),
		"28,232 ports; 0% taken instead of 73%; no growth instead of full in 0:45":                        p(28232, 0, growth.Trend{}),
	} {
		if got := field.Effect(&now, &pool.Outcome{Pool: after}).String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	full, waits := p(50, 50, growth.Trend{}), p(1000, 860, level)
	for want, trial := range map[string][2]pool.Pool{
		"64,508 ports instead of 50; <1% taken instead of 100%; no longer full":                  {full, p(64508, 50, growth.Trend{})},
		"5,099 ports instead of 50; 1% taken instead of 100%; full in 12:30 instead of full now": {full, p(5099, 50, growth.Trend{Growing: true, Ends: true, Full: 750 * time.Second})},
		"1,000 ports; 0% taken instead of 86%":                                                   {waits, p(1000, 0, growth.Trend{})},
	} {
		if got := field.Effect(&trial[0], &pool.Outcome{Pool: trial[1]}).String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestFullPoolDoesNotGrow(t *testing.T) {
	rate := field.Pools[slices.IndexFunc(field.Pools, func(f field.Field[row.PoolRow]) bool { return f.Name == "growth" })]
	for held, want := range map[int]string{99: "+10/s", 100: "-"} {
		r := row.PoolRow{In: &moment.Moment{History: make([]moment.Tally, 2)}, Pool: pool.Pool{
			Size: 100, Use: pool.Use{Established: held}, Trend: growing(10)}}
		if got := rate.Text(r).String(); got != want {
			t.Errorf("%d of 100: %s, want %s", held, got, want)
		}
	}
}

func growing(perSecond float64) growth.Trend {
	return growth.Trend{Growing: true, PerSecond: perSecond, Ends: true}
}

func TestSlowGrowthIsNotWrittenAsZero(t *testing.T) {
	for rate, want := range map[float64]string{18: "+18/s", 9.96: "+10/s", 2: "+2.0/s", 0.1: "+0.1/s", 0.09: "+5/min", 0.02: "+1/min", 0.01: "+36/h"} {
		if got := field.Growth(rate).String(); got != want {
			t.Errorf("%v: %s, want %s", rate, got, want)
		}
	}
}

func TestThousandsHaveCommas(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -100: "-100", 1234567: "1,234,567"} {
		if got := field.Thousands(n).String(); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
