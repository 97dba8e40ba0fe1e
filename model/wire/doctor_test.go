package wire_test

import (
	"strings"
	"testing"
	"time"

	"berth/model/finding"
	"berth/model/moment"
	"berth/model/scene"
	"berth/model/wire"
)

// troubled is a host that has a finding about each kind of subject.
func troubled() (*moment.Moment, finding.Report) {
	var line moment.Timeline
	var watch finding.Watch
	var m *moment.Moment
	var r finding.Report
	for i, clients := range []string{"", "abc", "abcdef", "abcdefghi", "abcdefghijkl"} {
		world := "at " + string(rune('0'+i)) + "s\nrange 40000-40001\nreserved\nprocess 812 redis redis\ntcp listen 0.0.0.0:6379 by 812 tx=128\n" +
			"figure 10 net.netfilter.nf_conntrack_max\nfigure 10 net.netfilter.nf_conntrack_count\n" +
			"tcp estab 10.0.0.1:40000 10.0.3.9:5432 by 812\ntcp estab 10.0.0.1:40001 10.0.3.9:5432 by 812\n"
		for j := range clients {
			world += "tcp close-wait 10.0.0.1:6379 10.0.9." + string(rune('1'+j/9)) + string(rune('1'+j%9)) + ":5000 by 812\n"
		}
		m = line.Next(scene.New(world), time.Second)
		r = watch.Next(m, finding.Needs(), time.Second)
	}
	return m, r
}

func TestDoctorDescribesEachKindOfSubject(t *testing.T) {
	text := lawful(t, "doctor", wire.DoctorOf(troubled()))
	for _, want := range []string{`"about":"host"`, `"about":"pool"`, `"about":"port"`, `"about":"process"`, `"unchecked":["`,
		`"setting":{"name":"net.netfilter.nf_conntrack_max","old":"10","new":"20"}`, `"left":0`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}
