package finding_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/moment"
	"berth/model/scene"
)

// found are the findings of some scenes, one a second, by rule and subject.
func found(texts ...string) map[string]finding.Finding {
	var w finding.Watch
	var line moment.Timeline
	all := map[string]finding.Finding{}
	for second, text := range texts {
		m := line.Next(scene.New(fmt.Sprintf("at %ds\n%s", second, text)), time.Second)
		for _, f := range w.Next(m, finding.Needs(), time.Second).Findings {
			all[f.Rule.String()+" "+f.Subject.Words.String()] = f
		}
	}
	return all
}

func TestPoolIsJudgedByTheRangeOfItsNetworkNamespace(t *testing.T) {
	const ends = "tcp estab 10.0.0.1:40000 10.0.0.9:80\ntcp estab 10.0.0.1:40002 10.0.0.9:80\n"
	got := found("range 40000-40002\nreserved 40001-40001\n" + ends + "netns 7\nrange 40000-40999\n" + ends)
	f, ok := got["pool-full 10.0.0.1 to 10.0.0.9:80"]
	if !ok || f.Subject.Pool.NetNS != 0 || len(got) != 1 {
		t.Errorf("found %v", got)
	}
	got = found("range 40000-40999\n" + ends + "netns 7\nrange 40000-40002\n" + ends)
	f, ok = got["pool-full 10.0.0.1 to 10.0.0.9:80"]
	if ok {
		t.Errorf("2 of 3 ports are a finding: %v", f)
	}
	got = found("range 40000-40999\n" + ends + "netns 7\nrange 40000-40002\nreserved 40001-40001\n" + ends)
	f, ok = got["pool-full 10.0.0.1 to 10.0.0.9:80"]
	if !ok || f.Subject.Pool.NetNS != 7 || f.Advice.Change == nil || f.Advice.Change.NetNS != 7 || f.Advice.Change.Old != "40000 40002" {
		t.Errorf("found %+v", got)
	}
}

func TestListenerInsideTheRangeOfItsNetworkNamespaceIsFound(t *testing.T) {
	const listener = "tcp listen 10.0.0.1:40050 drawn=0\n"
	text := "range 50000-59999\nreserved 50000-50000\n" + listener + "netns 7\nrange 40000-49999\nreserved 40001-40001\n" + listener
	got := found(text, text)
	if len(got) != 1 {
		t.Fatalf("found %v", got)
	}
	f := got["listener-in-range tcp 40050"]
	if f.Subject.Port.NetNS != 7 || f.Advice.Change.NetNS != 7 || f.Advice.Change.New != "40001,40050" {
		t.Errorf("found %+v", f)
	}
}

func TestFiguresAreThoseOfEachNetworkNamespace(t *testing.T) {
	const limit = "figure 1000 net.netfilter.nf_conntrack_max\n"
	text := func(overflows int) string {
		return limit + "figure 950 net.netfilter.nf_conntrack_count\nfigure 16 net.core.somaxconn\ntcp listen 10.0.0.1:80 rx=9 tx=8\n" +
			"netns 7\n" + limit + "figure 990 net.netfilter.nf_conntrack_count\nfigure 8 net.core.somaxconn\ntcp listen 10.0.0.1:80 rx=9 tx=8\n" +
			"netns 8\n" + limit + "figure 10 net.netfilter.nf_conntrack_count\n" + fmt.Sprintf("figure %d nf_conntrack drop\n", overflows)
	}
	got := found(text(3), text(5))
	for words, want := range map[string]finding.Severity{
		"conntrack connection tracking":                      finding.Warning,
		"conntrack connection tracking, network namespace 7": finding.Critical,
		"conntrack connection tracking, network namespace 8": finding.Critical,
	} {
		if f, ok := got[words]; !ok || f.Severity != want {
			t.Errorf("%s: %v", words, f)
		}
	}
	m := scene.Moment(text(0))
	queues := new(finding.Watch).Next(m, finding.Needs(), time.Second).Findings
	queues = slices.DeleteFunc(queues, func(f finding.Finding) bool { return f.Rule.String() != "accept-queue" })
	if len(queues) != 2 {
		t.Fatalf("%d accept queues", len(queues))
	}
	for _, f := range queues {
		if raised := f.Advice.Change != nil; raised != (f.Subject.Port.NetNS == 7) {
			t.Errorf("network namespace %d: a change is advised: %v", f.Subject.Port.NetNS, raised)
		}
	}
}

func TestPrivilegedPortIsJudgedByItsNetworkNamespace(t *testing.T) {
	text := "unprivileged 1024\nprocess 5 app joe\ntcp listen 10.0.0.1:2000 by 5\nnetns 7\nunprivileged 3000\ntcp listen 10.0.0.1:2000 by 5\n"
	var w finding.Watch
	m := scene.Moment(text)
	w.Next(m, finding.Needs(), time.Second)
	answer(&w, model.Rights{}, errors.New("nobody reads them"))
	got := w.Next(m, finding.Needs(), time.Second).Findings
	got = slices.DeleteFunc(got, func(f finding.Finding) bool { return f.Rule.String() != "privileged-port" })
	if len(got) != 1 || got[0].Subject.Port.NetNS != 7 {
		t.Errorf("found %v", got)
	}
}
