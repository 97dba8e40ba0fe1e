package moment_test

import (
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/model/scene"
)

// withCookies is a scene in which the sockets have these cookies, in order.
func withCookies(text string, cookies ...uint64) *model.Snapshot {
	n := scene.New(text)
	for i, c := range cookies {
		n.Sockets[i].Cookie = c
	}
	return n
}

const pair = "\ntcp estab 10.0.0.1:80 10.0.0.2:5000 inode=5\ntcp estab 10.0.0.1:80 10.0.0.2:5001 inode=6"

func TestSocketKeepsItsAgeByItsCookieWhenItChanges(t *testing.T) {
	var line moment.Timeline
	line.Next(withCookies("at 0s"), time.Second)
	line.Next(withCookies("at 1s"+pair, 7, 8), time.Second)
	turned := "\ntcp time-wait 10.0.0.1:80 10.0.0.2:5001 inode=0\ntcp close-wait 10.0.0.1:80 10.0.0.2:5000 inode=5"
	m := line.Next(withCookies("at 3s"+turned, 8, 7), time.Second)
	for i := range 2 {
		if age, whole := m.Age(i); age != 2*time.Second || !whole {
			t.Errorf("socket %d: age %v whole %v", i, age, whole)
		}
	}
}

func TestSameEndsWithADifferentCookieAreANewSocket(t *testing.T) {
	var line moment.Timeline
	line.Next(withCookies("at 0s"+pair, 7, 8), time.Second)
	m := line.Next(withCookies("at 1s"+pair, 7, 9), time.Second)
	if age, whole := m.Age(0); age != time.Second || whole {
		t.Errorf("the one that stayed: age %v whole %v", age, whole)
	}
	if age, whole := m.Age(1); age != 0 || !whole {
		t.Errorf("the one that came: age %v whole %v", age, whole)
	}
}

func TestSameCookieInADifferentNamespaceIsANewSocket(t *testing.T) {
	var line moment.Timeline
	const listener = "\ntcp listen 0.0.0.0:80 ns=1"
	line.Next(withCookies("at 0s"+listener, 7), time.Second)
	m := line.Next(withCookies("at 1s"+listener+"\ntcp listen 0.0.0.0:80 ns=2", 7, 7), time.Second)
	if age, _ := m.Age(1); age != 0 {
		t.Errorf("age %v", age)
	}
}

func TestDuplicatesDoNoHarm(t *testing.T) {
	var line moment.Timeline
	for i, text := range []string{"at 0s" + pair, "at 1s" + pair + pair, "at 2s" + pair + pair, "at 3s" + pair} {
		m := line.Next(scene.New(text), time.Second)
		if age, whole := m.Age(0); age != time.Duration(i)*time.Second || whole {
			t.Errorf("moment %d: age %v whole %v", i, age, whole)
		}
	}
}

func TestChangedBackendMakesNoSocketNew(t *testing.T) {
	var line moment.Timeline
	line.Next(withCookies("at 0s"+pair, 7, 8), time.Second)
	other := withCookies("at 1s" + pair)
	other.Backend = safe.Say("procfs")
	if _, whole := line.Next(other, time.Second).Age(0); whole {
		t.Error("a socket that was known by its cookie is taken for a new one")
	}
}
