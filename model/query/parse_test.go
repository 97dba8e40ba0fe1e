package query_test

import (
	"slices"
	"strings"
	"testing"

	"berth/model"
	"berth/model/moment"
	"berth/model/query"
	"berth/model/scene"
)

// crew has one socket per line; tests name a socket by its line, from 0.
const crew = `
range 32768-60999
process 812 nginx root nginx.service nginx: master
process 900 curl alice - curl https://example.org
process 901 eq alice
tcp listen 0.0.0.0:80 by 812
tcp estab 10.0.0.1:80 10.9.9.9:5000 by 812 rx=10
tcp time-wait 10.0.0.1:80 10.9.9.9:8443 by kernel
udp unconn 127.0.0.1:53 by 901
tcp estab 10.0.0.1:33000 1.1.1.1:443 by 900
tcp syn-recv [2001:db8::1]:443 [2001:db8:1::2]:40000 by kernel
`

// picked are the sockets of crew that a filter matches.
func picked(t *testing.T, q query.Query) []int {
	t.Helper()
	var at []int
	for _, c := range moment.Conns(scene.Moment(crew), q.Match(), true) {
		at = append(at, c.At)
	}
	return at
}

// filters are filters as typed, in canonical form, and the sockets they match.
var filters = []struct {
	text, canonical string
	want            []int
}{
	// Bare words.
	{"", "", []int{0, 1, 2, 3, 4, 5}},
	{" \t ", "", []int{0, 1, 2, 3, 4, 5}},
	{"80", "port=80", []int{0, 1, 2}},
	{":443", "port=:443", []int{4, 5}},
	{":https", "port=:https", []int{4, 5}},
	{"80-443", "port=80-443", []int{0, 1, 2, 4, 5}},
	{"80,53", "port=80,53", []int{0, 1, 2, 3}},
	{"nginx", "process~nginx", []int{0, 1}},
	{"NGI", "process~NGI", []int{0, 1}},
	{"https", "process~https", nil},
	{"10.9.9.9", "addr=10.9.9.9", []int{1, 2}},
	{"10.0.0.0/8", "addr=10.0.0.0/8", []int{1, 2, 4}},
	{"10.9.9.9:5000", "addr=10.9.9.9:5000", []int{1}},
	{"2001:db8::/32", "addr=2001:db8::/32", []int{5}},
	{"[2001:db8::1]:443", "addr=[2001:db8::1]:443", []int{5}},
	{"*:443", "addr=*:443", []int{4, 5}},
	{`"80"`, "process~80", nil},
	{`"or"`, `process~"or"`, nil},
	{`"two words"`, `process~"two words"`, nil},
	{"autobound", "autobound=yes", []int{4}},

	// Fields.
	{"port=8080", "port=8080", nil},
	{"port = 80", "port=80", []int{0, 1, 2}},
	{"port==80", "port=80", []int{0, 1, 2}},
	{"PORT=80", "port=80", []int{0, 1, 2}},
	{"port=80,443", "port=80,443", []int{0, 1, 2, 4, 5}},
	{"port=80 , 443", "port=80,443", []int{0, 1, 2, 4, 5}},
	{"port!=80,443", "port!=80,443", []int{3}},
	{"sport>=32768", "sport>=32768", []int{4}},
	{"sport<80", "sport<80", []int{3}},
	{"dport=443", "dport=443", []int{4}},
	{"process~ngin", "process~ngin", []int{0, 1}},
	{"process!~ngin", "process!~ngin", []int{2, 3, 4, 5}},
	{"process~ngin,cur", "process~ngin,cur", []int{0, 1, 4}},
	{"process!~ngin,cur", "process!~ngin,cur", []int{2, 3, 5}},
	{"pid=812", "pid=812", []int{0, 1}},
	{"user=alice", "user=alice", []int{3, 4}},
	{"state=time-wait", "state=time-wait", []int{2}},
	{"proto=udp", "proto=udp", []int{3}},
	{"src=10.0.0.0/8", "src=10.0.0.0/8", []int{1, 2, 4}},
	{"dst=[2001:db8:1::2]", "dst=[2001:db8:1::2]", []int{5}},
	{"service=https", "service=https", []int{4, 5}},
	{"reach=public", "reach=public", []int{0, 1, 2}},
	{"unit=nginx.service", "unit=nginx.service", []int{0, 1}},
	{"queue>0", "queue>0", []int{1}},
	{"command~example", "command~example", []int{4}},
	{`command~"https://example.org"`, "command~https://example.org", []int{4}},
	{`unit=""`, `unit=""`, []int{2, 3, 4, 5}},
	{"process=eq", `process="eq"`, []int{3}},
	{`"eq"`, `process~"eq"`, []int{3}},

	// Joining.
	{"80 nginx", "port=80 process~nginx", []int{0, 1}},
	{"80 and nginx", "port=80 process~nginx", []int{0, 1}},
	{"80 && nginx & nginx", "port=80 process~nginx process~nginx", []int{0, 1}},
	{"53 or 33000", "port=53 or port=33000", []int{3, 4}},
	{"53 | 33000 || 5000", "port=53 or port=33000 or port=5000", []int{1, 3, 4}},
	{"not 80", "not port=80", []int{3, 4, 5}},
	{"!80", "not port=80", []int{3, 4, 5}},
	{"! ! 80", "port=80", []int{0, 1, 2}},
	{"not not not 80", "not port=80", []int{3, 4, 5}},
	{"NOT 80 AND NOT 443", "not port=80 not port=443", []int{3}},
	{"53 or 80 nginx", "(port=53 or port=80) process~nginx", []int{0, 1}},
	{"53 or 80 and nginx or 33000", "(port=53 or port=80) process~nginx or port=33000", []int{0, 1, 4}},
	{"53 or 80 and nginx or 33000 nginx", "((port=53 or port=80) process~nginx or port=33000) process~nginx", []int{0, 1}},
	{"53 or (80 nginx)", "port=53 or (port=80 process~nginx)", []int{0, 1, 3}},
	{"53 or (80 nginx) or (80 curl)", "port=53 or (port=80 process~nginx) or (port=80 process~curl)", []int{0, 1, 3}},
	{"not 53 or 80", "not port=53 or port=80", []int{0, 1, 2, 4, 5}},
	{"80 nginx or 53", "port=80 process~nginx or port=53", []int{0, 1, 3}},
	{"(53 or 80) nginx", "(port=53 or port=80) process~nginx", []int{0, 1}},
	{"not (80 or 443)", "not (port=80 or port=443)", []int{3}},
	{"not 80 nginx", "not port=80 process~nginx", nil},
	{"((80))", "port=80", []int{0, 1, 2}},
	{"(80 nginx) pid=812", "port=80 process~nginx pid=812", []int{0, 1}},
	{"(53 or (5000 or 33000))", "port=53 or port=5000 or port=33000", []int{1, 3, 4}},
	{"not(80)and(not 443)", "not port=80 not port=443", []int{3}},

	// Short forms of ss.
	{"state time-wait", "state=time-wait", []int{2}},
	{"state connected", "state=connected", []int{1, 2, 4, 5}},
	{"state listening", "state=listening", []int{0}},
	{"state all exclude listening", "state=all state!=listening", []int{1, 2, 3, 4, 5}},
	{"state time-wait state listening", "state=time-wait or state=listening", []int{0, 2}},
	{"state time-wait state established dport = :443", "(state=time-wait or state=established) dport=:443", []int{4}},
	{"state listening dport = :443 or sport = :80", "state=listening (dport=:443 or sport=:80)", []int{0}},
	{"not state listening dport = :443 or sport = :80", "not state=listening dport=:443 or sport=:80", []int{0, 1, 2, 4}},
	{"state listening or dport = :443", "state=listening or dport=:443", []int{0, 4}},
	{"(state listening 80 or 443) or 53", "state=listening (port=80 or port=443) or port=53", []int{0, 3}},
	{"sport = inet6::443", "sport=inet6::443", []int{5}},
	{"sport != inet:443", "sport!=inet:443", []int{0, 1, 2, 3, 4, 5}},
	{"state listening state=listening", "state=listening state=listening", []int{0}},
	{"not state listening state time-wait", "not (state=listening or state=time-wait)", []int{1, 3, 4, 5}},
	{"exclude listening state listening", "state!=listening or state=listening", []int{0, 1, 2, 3, 4, 5}},
	{"exclude listening", "state!=listening", []int{1, 2, 3, 4, 5}},
	{"excl connected", "state!=connected", []int{0, 3}},
	{"exclude listening exclude closed", "state!=listening state!=closed", []int{1, 2, 4, 5}},
	{"state bucket", "state=bucket", []int{2, 5}},
	{"state BIG", "state=BIG", []int{0, 1, 3, 4}},
	{"state synchronized", "state=synchronized", []int{1, 2, 4, 5}},
	{"state = established", "state=established", []int{1, 4}},
	{"sport = :80", "sport=:80", []int{0, 1, 2}},
	{"sport :80", "sport=:80", []int{0, 1, 2}},
	{"sport 80", "sport=80", []int{0, 1, 2}},
	{"dport eq :https", "dport=:https", []int{4}},
	{"sport ne :80", "sport!=:80", []int{3, 4, 5}},
	{"sport neq 80", "sport!=80", []int{3, 4, 5}},
	{"sport gt 80", "sport>80", []int{4, 5}},
	{"sport lt 80", "sport<80", []int{3}},
	{"sport geq 443", "sport>=443", []int{4, 5}},
	{"sport ge 443", "sport>=443", []int{4, 5}},
	{"sport le 80 sport leq 80", "sport<=80 sport<=80", []int{0, 1, 2, 3}},
	{"( dport = :443 or dport = :5000 ) and dst 10.0.0.0/8", "(dport=:443 or dport=:5000) dst=10.0.0.0/8", []int{1}},
	{"! src 127.0.0.1", "not src=127.0.0.1", []int{0, 1, 2, 4, 5}},
	{"src 10.0.0.1:80", "src=10.0.0.1:80", []int{1, 2}},
	{"dst = 10.9.9.9:5000", "dst=10.9.9.9:5000", []int{1}},
	{"dst [2001:db8:1::2]:40000", "dst=[2001:db8:1::2]:40000", []int{5}},
	{"src *:80", "src=*:80", []int{0, 1, 2}},
	{"src 10/8", "src=10/8", []int{1, 2, 4}},
	{"dst 10.9.9/24:5000", "dst=10.9.9/24:5000", []int{1}},
	{"src any", "src=any", []int{0, 1, 2, 3, 4, 5}},
	{"src inet6:*", "src=inet6:*", []int{5}},
	{"src inet:10.0.0.1:80", "src=inet:10.0.0.1:80", []int{1, 2}},
	{"sport = *", "sport=*", []int{0, 1, 2, 3, 4, 5}},
	{"sport ge :https", "sport>=:https", []int{4, 5}},
	{"src :http", "src=:http", []int{0, 1, 2}},
	{"dst 1.1.1.1:https", "dst=1.1.1.1:https", []int{4}},
	{"exclude bound-inactive", "state!=bound-inactive", []int{0, 1, 2, 3, 4, 5}},
	{"(sport=:80)and(dport=:5000)", "sport=:80 dport=:5000", []int{1}},
	{"dst :443", "dst=:443", []int{4}},
}

func TestFilterMatchesAndHasACanonicalForm(t *testing.T) {
	for _, f := range filters {
		q, err := query.Parse(f.text)
		if err != nil {
			t.Errorf("%q: %v", f.text, err)
			continue
		}
		if q.String() != f.canonical {
			t.Errorf("%q is written %q, want %q", f.text, q, f.canonical)
		}
		if got := picked(t, q); !slices.Equal(got, f.want) {
			t.Errorf("%q picks %v, want %v", f.text, got, f.want)
		}
		again, err := query.Parse(q.String())
		if err != nil || again.String() != q.String() {
			t.Errorf("%q is read back as %q (%v)", q, again, err)
		} else if got := picked(t, again); !slices.Equal(got, f.want) {
			t.Errorf("%q read back picks %v, want %v", q, got, f.want)
		}
	}
}

func TestZeroQueryMatchesEverything(t *testing.T) {
	var q query.Query
	if !q.Empty() || q.Match() != nil || q.String() != "" || q.Needs() != 0 {
		t.Errorf("empty %v, text %q, needs %b", q.Empty(), q, q.Needs())
	}
	if q, err := query.Parse("  "); err != nil || !q.Empty() {
		t.Errorf("blanks are %q, %v", q, err)
	}
}

func TestPortIsTheFilterOfItsNumber(t *testing.T) {
	for port, text := range map[uint16]string{1: "port=1", 80: "port=80", 65535: "port=65535"} {
		if got := query.Port(port).String(); got != text {
			t.Errorf("port %d is %q", port, got)
		}
	}
	if got := picked(t, query.Port(53)); !slices.Equal(got, []int{3}) {
		t.Errorf("port 53 picks %v", got)
	}
	if query.Port(53).Empty() {
		t.Error("a port is no filter")
	}
}

func TestFilterNeedsOnlyTheFactsItReads(t *testing.T) {
	for text, want := range map[string]model.Need{
		"port=80 state=listening":              0,
		"state=bound-inactive":                 model.NeedBound,
		"state listening state bound-inactive": model.NeedBound,
		"dev lo or port=80":                    model.NeedDevices,
		"process~nginx":                        model.NeedOwners,
		"not (port=80 or unit=nginx.service)":  model.NeedOwners | model.NeedUnits,
		"user=root and (autobound or pid=1)":   model.NeedOwners | model.NeedKernel | model.NeedDrawn,
		"src=10.0.0.0/8 dport!=443 proto=tcp ": 0,
	} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Needs(); got != want {
			t.Errorf("%q needs %b, want %b", text, got, want)
		}
	}
}

func TestLongChainsAreParsedAndMatched(t *testing.T) {
	text := strings.Repeat("port=9 or ", 5000) + "port=53"
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := picked(t, q); !slices.Equal(got, []int{3}) {
		t.Errorf("picks %v", got)
	}
}
