package pool_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/growth"
	"berth/model/listen"
	"berth/model/pool"
	"berth/model/scene"
)

// clients is a scene with connections to one destination, on the ports that
// connect prefers.
func clients(at time.Duration, ports string, n int) string {
	b := strings.Builder{}
	fmt.Fprintf(&b, "at %v\nrange %s\n", at, ports)
	for i := range n {
		fmt.Fprintf(&b, "tcp estab 10.0.0.1:%d 10.0.0.9:5432\n", 5000+2*i)
	}
	return b.String()
}

// trendAfter is how the tightest pool of the last of some scenes goes.
func trendAfter(interval time.Duration, scenes ...string) growth.Trend {
	moments := scene.Moments(interval, scenes...)
	m := moments[len(moments)-1]
	at, ok := m.Tightest()
	if !ok {
		return growth.Trend{}
	}
	return m.Pools.List[at].Trend
}

// growing is 2 connections more each second, from 0 s to last.
func growing(last int) []string {
	var scenes []string
	for s := range last + 1 {
		scenes = append(scenes, clients(time.Duration(s)*time.Second, "5000-5099", 10+2*s))
	}
	return scenes
}

func TestPoolSaysWhenItWillBeFull(t *testing.T) {
	got := trendAfter(time.Second, growing(5)...)
	if !got.Growing || math.Abs(got.PerSecond-2) > 0.01 || got.Full != 40*time.Second {
		t.Errorf("80 ports left, 2 taken a second: %+v", got)
	}
	if got := trendAfter(time.Second, growing(2)...); got.Growing {
		t.Errorf("after two seconds: %+v", got)
	}
}

func TestPoolDoesNotFillUpIfItsConnectionsEndBefore(t *testing.T) {
	const each = 10 // a second, closed at once: 600 are there from a minute on
	closed := func(state string, last int, size string, half int) (scenes []string) {
		for at := last - 10; at <= last; at++ {
			b := strings.Builder{}
			fmt.Fprintf(&b, "at %ds\nrange %s\n", at, size)
			for i := range each * at {
				fmt.Fprintf(&b, "tcp %s 10.0.0.1:%d 10.0.0.9:5432 by kernel expires=%d\n", state, 5000+2*(i%half)+i/half, 60_000-1000*(at-i/each))
			}
			scenes = append(scenes, b.String())
		}
		return scenes
	}
	for _, state := range []string{"time-wait", "fin-wait-2"} {
		for _, last := range []int{12, 30, 50} {
			if got := trendAfter(time.Second, closed(state, last, "5000-5799", 400)...); !got.Growing || got.Ends {
				t.Errorf("%s, %d s, 800 ports: %+v", state, last, got)
			}
			if got := trendAfter(time.Second, closed(state, last, "5000-5519", 260)...); !got.Ends || got.Full > time.Duration(54-last)*time.Second {
				t.Errorf("%s, %d s, 520 ports: %+v", state, last, got)
			}
		}
	}
}

func TestTrendRestartsAfterABreak(t *testing.T) {
	now := clients(16*time.Second, "5000-5099", 22)
	if got := trendAfter(time.Second, append(growing(5), now)...); got.Growing {
		t.Errorf("after ten seconds without a look: %+v", got)
	}
	// The same ten seconds are no break where looks are that far apart.
	if got := trendAfter(5*time.Second, append(growing(5), now)...); !got.Growing {
		t.Error("with looks every 5 s nothing grows")
	}
	if got := trendAfter(time.Second, append(growing(5), clients(6*time.Second, "5000-5199", 22))...); got.Growing {
		t.Errorf("with another range: %+v", got)
	}
	if got := trendAfter(time.Second, append(growing(5), "at 6s\nrange 5000-5099", clients(7*time.Second, "5000-5099", 24))...); got.Growing {
		t.Errorf("after the pool was empty: %+v", got)
	}
}

func TestOnlyTheTightestPoolsAreFollowed(t *testing.T) {
	var scenes []string
	for s := range 6 {
		b := strings.Builder{}
		fmt.Fprintf(&b, "at %ds\nrange 32768-60999\n", s)
		for to := range 300 {
			for i := range 16 + to%7 + 2*s {
				fmt.Fprintf(&b, "tcp estab 10.0.0.1:%d 10.0.%d.%d:5432\n", scene.Drawn(i), to/200, to%200)
			}
		}
		scenes = append(scenes, b.String())
	}
	moments := scene.Moments(time.Second, scenes...)
	m, growing := moments[len(moments)-1], 0
	for i := range m.Pools.List {
		if m.Pools.List[i].Trend.Growing {
			growing++
		}
	}
	if growing != 256 {
		t.Errorf("%d of 300 pools are followed", growing)
	}
}

// many is n connections to as many destinations as ask for, all of one host.
func many(n, destinations int) *model.Snapshot {
	s := scene.Crowd(0)
	for i := range n {
		c := model.Socket{State: model.Established, Owner: model.OwnerKnown, OwnerCount: 1, FirstOwner: uint32(i % 100), Inode: uint64(1000 + i), Cookie: uint64(i) + 1}
		c.Local = model.Endpoint{Addr: model.Addr{10: 0xff, 11: 0xff, 12: 10, 15: 1}, Port: scene.Drawn(i / destinations)}
		c.Remote = model.Endpoint{Addr: model.Addr{10: 0xff, 11: 0xff, 12: 10, 13: 1, 14: byte(i % destinations >> 8), 15: byte(i % destinations)}, Port: 443}
		s.Sockets = append(s.Sockets, c)
	}
	return s
}

func BenchmarkPools(b *testing.B) {
	for _, destinations := range []int{4, 300, 50_000} {
		s := many(100_000, destinations)
		b.Run(fmt.Sprintf("100000to%d", destinations), func(b *testing.B) {
			var ledgers pool.Ledgers
			listeners := listen.New(s.Sockets)
			b.ReportAllocs()
			for now := int64(0); b.Loop(); now += int64(time.Second) {
				s.Taken = s.Taken.Add(time.Second)
				ledgers.Next(s, listeners, now, time.Second)
			}
		})
	}
}
