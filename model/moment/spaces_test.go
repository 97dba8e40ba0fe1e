package moment_test

import (
	"fmt"
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/scene"
)

func TestRoleFollowsFromTheRangeOfTheSocketsNetworkNamespace(t *testing.T) {
	const conn = "tcp estab 10.0.0.1:40000 10.0.0.9:80\n"
	m := scene.Moment("range 40000-40009\n" + conn + "netns 7\nrange 50000-50009\n" + conn)
	if own, other := (moment.Conn{In: m, At: 0}).Role(), (moment.Conn{In: m, At: 1}).Role(); own != moment.RoleClient || other != moment.RoleUnknown {
		t.Errorf("roles %v and %v", own.Name(), other.Name())
	}
}

func TestRatesAndRangesBeforeAreThoseOfEachNetworkNamespace(t *testing.T) {
	var line moment.Timeline
	at := func(second, own, other int, high string) *moment.Moment {
		return line.Next(scene.New(fmt.Sprintf("at %ds\nrange 32768-60999\ndrops %d\nnetns 7\nrange 32768-%s\ndrops %d", second, own, high, other)), time.Second)
	}
	at(0, 10, 100, "40000")
	m := at(1, 12, 107, "50000")
	if own, other := m.OwnRates().Drops, m.RatesAt(1).Drops; own.PerSecond != 2 || other.PerSecond != 7 {
		t.Errorf("drops %+v and %+v", own, other)
	}
	if _, _, changed := m.RangeBefore(m.Own()); changed {
		t.Error("the own range is said to have changed")
	}
	if before, _, changed := m.RangeBefore(m.SpaceWith(7)); !changed || before.High != 40000 {
		t.Errorf("range before %v, %v", before, changed)
	}
	m = at(2, 12, 107, "50000")
	if before, last, changed := m.RangeBefore(m.SpaceWith(7)); !changed || before.High != 40000 || !last.Equal(scene.Epoch) {
		t.Errorf("range before %v at %v, %v", before, last, changed)
	}
}

func TestNetworkNamespaceThatReusesAnInodeHasNoRatesYet(t *testing.T) {
	var line moment.Timeline
	at := func(second, drops int, cookie uint64) *moment.Moment {
		n := scene.New(fmt.Sprintf("at %ds\nnetns 7\nrange 32768-60999\ndrops %d", second, drops))
		n.Spaces[1].ID = model.SpaceID{Inode: 7, Cookie: cookie}
		return line.Next(n, time.Second)
	}
	at(0, 1, 50)
	if m := at(1, 3, 50); !m.RatesAt(1).Drops.Known {
		t.Error("no rate of the same namespace")
	}
	if m := at(2, 9, 51); m.RatesAt(1).Drops.Known {
		t.Errorf("a rate of another namespace: %+v", m.RatesAt(1).Drops)
	}
}

func TestSameEndsInTwoNetworkNamespacesStayTwoSockets(t *testing.T) {
	const conn = "tcp estab 10.0.0.1:40000 10.0.0.9:80\n"
	m := scene.Moments(time.Second, conn, "at 1s\n"+conn+"netns 7\n"+conn, "at 4s\nnetns 7\n"+conn+"netns 0\n"+conn)[2]
	ages := map[uint32]time.Duration{}
	for i := range m.Sockets {
		ages[m.Sockets[i].NetNS], _ = m.Age(i)
	}
	if ages[0] != 4*time.Second || ages[7] != 3*time.Second {
		t.Errorf("ages %v", ages)
	}
}
