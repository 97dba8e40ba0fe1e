package pool_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/scene"
)

func rangeOf(low, high int) model.Range {
	r, _ := model.RangeOf(low, high)
	return r
}

// tried is what a trial makes of the only pool that holds ports of a scene, and
// why it does not, in a line.
func tried(m *moment.Moment, kind pool.PoolKind, t pool.Trial) string {
	at := slices.IndexFunc(m.Pools.List, func(p pool.Pool) bool { return p.ID.Kind == kind && p.Held() > 0 })
	o := m.Try(m.Pools.List[at].ID, t)[0]
	text := fmt.Sprintf("%d of %d, %d stuck", o.Held(), o.Size, o.Stuck())
	for _, in := range o.Inside {
		text += " | " + in.Words().String()
	}
	for _, why := range o.NoEffect {
		text += " ! " + why.String()
	}
	return text
}

func TestTrialsGiveTheirOutcomes(t *testing.T) {
	const waiting = `
		range 5000-5099
		tw-reuse 2
		process 7 mysqld mysql
		tcp listen 0.0.0.0:4000 by 7
		tcp listen 0.0.0.0:5050
		tcp estab 10.0.0.1:5000 10.0.0.9:5432
		tcp time-wait 10.0.0.1:5002 10.0.0.9:5432 expires=9
		tcp time-wait 10.0.0.1:5004 10.0.0.9:5432 expires=9`
	const first = `
		range 5000-5099
		tcp estab 10.0.0.1:5001 10.0.0.9:5432 drawn=0
		tcp bound 10.0.0.1:5003 0.0.0.0:0`
	const everywhere = `
		range 5000-5099
		tcp bound 0.0.0.0:5003 0.0.0.0:0`
	const datagrams = `
		range 5000-5099
		udp unconn 0.0.0.0:4000
		udp established 10.0.0.1:5001 1.1.1.1:53`
	for name, c := range map[string]struct {
		scene string
		kind  pool.PoolKind
		trial pool.Trial
		want  string
	}{
		"nothing":                           {waiting, pool.ToDestination, pool.Trial{}, "3 of 99, 3 stuck | tcp 5050 mmcc"},
		"a wider range":                     {waiting, pool.ToDestination, pool.Trial{Range: rangeOf(4000, 5099)}, "3 of 1098, 3 stuck | tcp 4000 mysqld | tcp 5050 mmcc"},
		"an odd first port adds no guesses": {waiting, pool.ToDestination, pool.Trial{Range: rangeOf(4999, 5099)}, "3 of 100, 3 stuck | tcp 5050 mmcc"},
		"a range without the sockets":       {waiting, pool.ToDestination, pool.Trial{Range: rangeOf(6000, 6009)}, "0 of 10, 0 stuck"},
		"the same range":                    {waiting, pool.ToDestination, pool.Trial{Range: rangeOf(5000, 5099)}, "3 of 99, 3 stuck | tcp 5050 mmcc ! this is the range already"},
		"reuse":                             {waiting, pool.ToDestination, pool.Trial{Reuse: true}, "3 of 99, 1 stuck | tcp 5050 mmcc"},
		"sources":                           {waiting, pool.ToDestination, pool.Trial{Sources: 3}, "3 of 297, 3 stuck | tcp 5050 mmcc"},
		"pooling":                           {waiting, pool.ToDestination, pool.Trial{Pooled: 2}, "2 of 99, 2 stuck | tcp 5050 mmcc"},
		"pooling more than there are":       {waiting, pool.ToDestination, pool.Trial{Pooled: 3}, "3 of 99, 3 stuck | tcp 5050 mmcc ! only 3 are held now"},
		"all together":                      {waiting, pool.ToDestination, pool.Trial{Range: rangeOf(4000, 5099), Reuse: true, Sources: 2, Pooled: 1}, "1 of 2196, 1 stuck | tcp 4000 mysqld | tcp 5050 mmcc"},
		"reuse without timestamps": {waiting + "\ntimestamps 0", pool.ToDestination, pool.Trial{Reuse: true},
			"3 of 99, 3 stuck | tcp 5050 mmcc ! tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0"},
		"reuse that is set": {strings.Replace(waiting, "reuse 2", "reuse 1", 1), pool.ToDestination, pool.Trial{Reuse: true},
			"3 of 99, 1 stuck | tcp 5050 mmcc ! tcp_tw_reuse is 1 already, which has the same effect here"},
		"reuse on loopback": {"range 5000-5099\ntw-reuse 2\ntcp time-wait 127.0.0.1:5000 127.0.0.1:80 expires=9", pool.ToDestination, pool.Trial{Reuse: true},
			"1 of 100, 0 stuck ! tcp_tw_reuse is 2 already, which has the same effect here"},
		"reuse of nothing": {"range 5000-5099\ntcp estab 10.0.0.1:5000 10.0.0.9:80", pool.ToDestination, pool.Trial{Reuse: true},
			"1 of 100, 1 stuck ! tcp_tw_reuse does nothing here now: no port is in TIME-WAIT"},
		"reuse for who binds first": {first, pool.FromSource, pool.Trial{Reuse: true},
			"2 of 100, 2 stuck ! tcp_tw_reuse does nothing for sockets that bind before connect: it applies when connect chooses a port"},
		"sources for who binds first": {first, pool.FromSource, pool.Trial{Sources: 2}, "2 of 200, 2 stuck"},
		"a range for who binds first": {first, pool.FromSource, pool.Trial{Range: rangeOf(4000, 5099)}, "2 of 1100, 2 stuck"},
		"sources for who binds to all": {everywhere, pool.FromSource, pool.Trial{Sources: 2},
			"1 of 100, 1 stuck ! more source addresses do nothing while sockets are bound to all of them: bind each to one"},
		"UDP": {datagrams, pool.OfUDP, pool.Trial{Reuse: true, Sources: 2},
			"1 of 100, 1 stuck ! tcp_tw_reuse does nothing for UDP, which has no TIME-WAIT ! more source addresses do nothing while datagram sockets are bound to all of them: bind each to one"},
		"a range for UDP": {datagrams, pool.OfUDP, pool.Trial{Range: rangeOf(4000, 5099)}, "2 of 1100, 2 stuck | udp 4000"},
	} {
		if got := tried(scene.Moment(c.scene), c.kind, c.trial); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func TestRemediesAreThoseThatDoSomething(t *testing.T) {
	for scenery, want := range map[string]string{
		"range 5000-5099\ntw-reuse 2\ntcp estab 10.0.0.1:5000 10.0.0.9:80\ntcp time-wait 10.0.0.1:5002 10.0.0.9:80 expires=9": "range 1024-65535, tcp_tw_reuse 1, 2 source addresses, pool of 1 connection",
		"range 1024-65535\ntcp estab 10.0.0.1:5000 10.0.0.9:80":                                                               "2 source addresses",
		"range 5000-5099\ntcp bound 0.0.0.0:5001 0.0.0.0:0":                                                                   "range 1024-65535",
	} {
		m := scene.Moment(scenery)
		var got []string
		for _, o := range m.Remedies(m.Pools.List[0].ID) {
			got = append(got, o.Trial.Words().String())
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %v, want %s", scenery, got, want)
		}
	}
	if m := scene.Moment("range 60999-32768"); m.Remedies(pool.PoolID{}) != nil {
		t.Error("there are remedies without a range")
	}
}

func TestInsideFindsListenersOfTheNamespaceWithAFixedPort(t *testing.T) {
	m := scene.Moment(`
		range 5000-5099
		reserved 4001-4001
		tcp estab 10.0.0.1:5000 10.0.0.9:5432
		tcp listen 0.0.0.0:5050 drawn=0
		tcp listen 0.0.0.0:5051 drawn=1
		tcp listen 0.0.0.0:4000
		tcp listen [::]:4000
		tcp listen 0.0.0.0:4001
		tcp listen 0.0.0.0:4002 ns=7
		udp unconn 0.0.0.0:5053
		udp unconn 0.0.0.0:4003
		tcp listen 0.0.0.0:3999`)
	o := m.Try(m.Pools.List[0].ID, pool.Trial{Range: rangeOf(4000, 5099)})[0]
	var got []string
	for _, in := range o.Inside {
		got = append(got, fmt.Sprint(in.Port.Proto, " ", in.Port.Port, " ", in.Newly))
	}
	if want := []string{"tcp 4000 true", "udp 4003 true", "tcp 5050 false"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(o.Fresh()) != 2 {
		t.Errorf("fresh: %v", o.Fresh())
	}
}

// wide is a range around that of a crowd, anywhere.
func wide(r *rand.Rand, around model.Range) model.Range {
	return rangeOf(1+r.IntN(int(around.Low)), int(around.High)+r.IntN(65536-int(around.High)))
}

func TestWideningNeverTakesPortsAndNothingChangedChangesNothing(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		m := scene.Moment(crowd(r))
		for range 3 {
			p := &m.Pools.List[r.IntN(len(m.Pools.List))]
			inner := wide(r, m.Own().Kernel.Ephemeral)
			outer := wide(r, inner)
			n := 2 + r.IntN(9)
			got := m.Try(p.ID, pool.Trial{}, pool.Trial{Range: m.Own().Kernel.Ephemeral}, pool.Trial{Range: inner}, pool.Trial{Range: outer},
				pool.Trial{Range: inner, Sources: n}, pool.Trial{Reuse: true}, pool.Trial{Pooled: n})
			for _, same := range got[:2] {
				if same.Size != p.Size || same.Use != p.Use || same.Reusable != p.Reusable || same.Guessed != p.Guessed || same.Trend != p.Trend {
					t.Fatalf("seed %d: nothing changed, but %s is %s", seed, scene.PoolWords(p), scene.PoolWords(&same.Pool))
				}
			}
			in, out := &got[2], &got[3]
			if in.Size < p.Size || out.Size < in.Size || in.Left() < p.Left() || out.Left() < in.Left() || in.Held() > in.Size {
				t.Fatalf("seed %d: %s with %s is %s, with %s %s", seed, scene.PoolWords(p), inner.Safe(), scene.PoolWords(&in.Pool), outer.Safe(), scene.PoolWords(&out.Pool))
			}
			if many := &got[4]; p.ID.Kind != pool.OfUDP && (many.Size != n*in.Size || many.Use != in.Use) {
				t.Fatalf("seed %d: %s with %d sources is %s", seed, scene.PoolWords(&in.Pool), n, scene.PoolWords(&many.Pool))
			}
			if reuse := &got[5]; reuse.Size != p.Size || reuse.Use != p.Use || reuse.Stuck() > p.Stuck() || p.ID.Kind != pool.ToDestination && reuse.Stuck() != p.Stuck() {
				t.Fatalf("seed %d: %s with reuse is %s", seed, scene.PoolWords(p), scene.PoolWords(&reuse.Pool))
			}
			if kept := &got[6]; kept.Size != p.Size || kept.Held() != min(n, p.Held()) {
				t.Fatalf("seed %d: %s pooled to %d is %s", seed, scene.PoolWords(p), n, scene.PoolWords(&kept.Pool))
			}
		}
	}
}

// What was tried is what a look at the changed machine finds, where no socket has
// to be guessed.
func TestOutcomeIsWhatTheChangedMachineShows(t *testing.T) {
	const sockets = `
		tcp listen 0.0.0.0:4990
		tcp estab 10.0.0.1:4980 10.0.0.9:5432 drawn=0
		tcp estab 10.0.0.1:5000 10.0.0.9:5432 drawn=1
		tcp estab 10.0.0.1:5002 10.0.0.9:5432 drawn=1
		udp unconn 0.0.0.0:5001`
	m := scene.Moment("range 5000-5099\n" + sockets)
	changed := scene.Moment("range 4900-5099\n" + sockets)
	for i := range changed.Pools.List {
		p := &changed.Pools.List[i]
		if got := m.Try(p.ID, pool.Trial{Range: rangeOf(4900, 5099)})[0].Pool; scene.PoolWords(&got) != scene.PoolWords(p) {
			t.Errorf("%s, but then it is %s", scene.PoolWords(&got), scene.PoolWords(p))
		}
	}
}

func TestTrialsOfAGrowingPool(t *testing.T) {
	var scenes []string
	for second := range 10 { // two a second, one of which goes to TIME-WAIT
		text := fmt.Sprintf("at %ds\nrange 5000-5099\ntw-reuse 2\n", second)
		for i := range 2 * second {
			text += fmt.Sprintf("tcp %s 10.0.0.1:%d 10.0.0.9:5432 expires=%d\n", []string{"estab", "time-wait"}[i%2], 5000+2*i, (60_000-1000*(second-i/2))*(i%2))
		}
		scenes = append(scenes, text)
	}
	m := scene.Moments(time.Second, scenes...)[9]
	at, _ := m.Tightest()
	left := func(trial pool.Trial) float64 {
		got := m.Try(m.Pools.List[at].ID, trial)[0].Trend
		if !got.Growing || !got.Ends {
			return 0
		}
		return got.Full.Seconds()
	}
	for name, c := range map[string]struct {
		trial    pool.Trial
		from, to float64
	}{
		"as it is":            {pool.Trial{}, 39, 43},
		"twice the ports":     {pool.Trial{Range: rangeOf(5000, 5199)}, 125, 135}, // once the first have left only one a second is more
		"another address":     {pool.Trial{Sources: 2}, 125, 135},
		"half the growth":     {pool.Trial{Reuse: true}, 85, 95},
		"one kept":            {pool.Trial{Pooled: 1}, 0, 0},
		"it stops at fifty":   {pool.Trial{Pooled: 50}, 0, 0},
		"more than the ports": {pool.Trial{Pooled: 500}, 39, 43},
	} {
		if got := left(c.trial); got < c.from || got > c.to {
			t.Errorf("%s: full in %.1f s, want %v to %v", name, got, c.from, c.to)
		}
	}
}

func TestTypedRangesAreParsed(t *testing.T) {
	k := model.Kernel{Unprivileged: model.Reading{Value: 1024, Known: true}}
	for text, want := range map[string]string{
		"1024-65535": "1024-65535", " 2000 3000 ": "2000-3000", "2000–3000": "2000-3000", "5000-5000": "5000-5000",
		"": "must be two ports, like 1024-65535", "1024": "must be two ports, like 1024-65535", "1-2-3": "must be two ports, like 1024-65535",
		"a-b": "ports must be from 1 to 65535", "0-70": "ports must be from 1 to 65535", "2000-65536": "ports must be from 1 to 65535",
		"99999999999-99999999999": "ports must be from 1 to 65535",
		"3000-2000":               "reversed: must be 2000-3000",
		"1023-65535":              "must begin at 1024 or above: the kernel refuses privileged ports",
	} {
		got := ""
		if r, err := pool.ParseRange(&k, text); err != nil {
			got = err.Error()
		} else {
			got = r.Safe().String()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]int{"": 0, "0": 0, "-1": 0, "x": 0, "4": 4, " 32768 ": 32768, "32769": 0, "99999999999999999999": 0} {
		if got, err := pool.ParseSources(text); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q sources: %d %v", text, got, err)
		}
	}
	if n, err := pool.ParsePooled("65537"); n != 65537 || err != nil {
		t.Errorf("%d %v", n, err)
	}
}

func TestOneTrialIsOneSysctl(t *testing.T) {
	k := model.Kernel{Ephemeral: rangeOf(32768, 60999), TWReuse: model.Reading{Value: 2, Known: true}}
	got := []model.Change{}
	for _, trial := range []pool.Trial{
		{Range: rangeOf(1024, 65535)}, {Reuse: true}, {}, {Sources: 2}, {Pooled: 2}, {Range: rangeOf(1024, 65535), Reuse: true}, {Reuse: true, Sources: 2},
	} {
		if c, ok := trial.Change(&k, 7); ok {
			got = append(got, c)
		}
	}
	want := []model.Change{{Setting: model.SetRange, NetNS: 7, Old: "32768 60999", New: "1024 65535"}, {Setting: model.SetReuse, NetNS: 7, Old: "2", New: "1"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
