package field

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model/moment"
	"berth/model/scene"
)

// filterNamed is the filter term with that name.
func filterNamed(t *testing.T, name string) *Field[moment.Conn] {
	t.Helper()
	for _, f := range Filters() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no filter %s", name)
	return nil
}

// crew has one socket per line; the tests name sockets by their line, from 0.
const crew = `
range 32768-60999
device 2 eth0
process 812 nginx root nginx.service nginx: master
process 813 Nginx-Worker www-data nginx.service nginx: worker
process 900 curl alice - curl https://example.org
tcp listen [::]:80 by 812,813 rx=3 tx=511 uid=0 inode=1000
tcp estab [::ffff:10.0.0.1]:80 [::ffff:10.9.9.9]:5000 by 813 rx=10 tx=20 uid=33 inode=1001
tcp time-wait 10.0.0.1:80 10.9.9.9:8443 by kernel inode=0
udp unconn 127.0.0.1:53 by hidden uid=101 drops=3 dev=2
tcp estab 10.0.0.1:33000 1.1.1.1:443 by 900 ns=7
tcp new-syn-recv [2001:db8::1]:443 [2001:db8:1::2]:40000 by kernel dev=7
`

func TestTermsMatchTheirSockets(t *testing.T) {
	m := scene.Moment(crew)
	for _, c := range []struct {
		field string
		op    Op
		value string
		want  []int
	}{
		{"port", Equal, "80", []int{0, 1, 2}},
		{"port", Equal, "443", []int{4, 5}},
		{"port", Equal, ":443", []int{4, 5}},
		{"port", Equal, "https", []int{4, 5}},
		{"port", Equal, ":HTTPS", []int{4, 5}},
		{"port", NotEqual, "80", []int{3, 4, 5}},
		{"port", Equal, "5000-9000", []int{1, 2}},
		{"port", GreaterEqual, "33000", []int{4, 5}},
		{"port", Equal, "*", []int{0, 1, 2, 3, 4, 5}},
		{"sport", GreaterEqual, "http", []int{0, 1, 2, 4, 5}},
		{"sport", Less, ":http", []int{3}},
		{"sport", NotEqual, "http", []int{3, 4, 5}},
		{"port", Equal, "http-alt", nil},
		{"sport", Equal, "80", []int{0, 1, 2}},
		{"sport", Less, "80", []int{3}},
		{"sport", LessEqual, "80", []int{0, 1, 2, 3}},
		{"dport", Greater, "5000", []int{2, 5}},
		{"dport", Equal, "domain", nil},
		{"sport", Equal, "domain", []int{3}},
		{"src", Equal, "10.0.0.0/8", []int{1, 2, 4}},
		{"src", Equal, "10.0.0.1", []int{1, 2, 4}},
		{"src", Equal, "10.0.0.1:80", []int{1, 2}},
		{"src", Equal, "10.0.0.0/8:http", []int{1, 2}},
		{"src", Equal, "*:80", []int{0, 1, 2}},
		{"src", Equal, ":80", []int{0, 1, 2}},
		{"src", Equal, "*", []int{0, 1, 2, 3, 4, 5}},
		{"src", Equal, "0.0.0.0/0", []int{1, 2, 3, 4}},
		{"src", Equal, "::/0", []int{0, 1, 5}},
		{"src", Equal, "[::]", []int{0}},
		{"src", Equal, "2001:db8::/32", []int{5}},
		{"src", Equal, "[2001:db8::/33]:443", []int{5}},
		{"src", Equal, "[2001:db8::]/33", []int{5}},
		{"src", Equal, "[2001:db8::]/127:https", []int{5}},
		{"src", Equal, "::ffff:10.0.0.1", []int{1}},
		{"src", Equal, "::ffff:0.0.0.0/96", []int{1}},
		{"src", Equal, "10/8", []int{1, 2, 4}},
		{"src", Equal, "10.0/15", []int{1, 2, 4}},
		{"src", Equal, "0/0", []int{1, 2, 3, 4}},
		{"src", Equal, "all", []int{0, 1, 2, 3, 4, 5}},
		{"src", Equal, "inet:10/8", []int{2, 4}},
		{"src", Equal, "inet:*", []int{2, 3, 4}},
		{"src", Equal, "inet6:*:80", []int{0, 1}},
		{"dst", Equal, "10.9.9.9", []int{1, 2}},
		{"dst", Equal, "10.9.9.8/31", []int{1, 2}},
		{"dst", Equal, "10.9.9.10/31", nil},
		{"dst", NotEqual, "10.9.9.9", []int{0, 3, 4, 5}},
		{"dst", Equal, "[2001:db8:1::2]:40000", []int{5}},
		{"addr", Equal, "1.1.1.1", []int{4}},
		{"addr", Equal, "127.0.0.0/8", []int{3}},
		{"local", Equal, "127.0.0.1", []int{3}},
		{"remote", Equal, "1.1.1.1:443", []int{4}},
		{"process", Equal, "nginx", []int{0}},
		{"process", Contains, "NGINX", []int{0, 1}},
		{"process", NotContains, "nginx", []int{2, 3, 4, 5}},
		{"process", Equal, "kernel", []int{2, 5}},
		{"process", Equal, "hidden", []int{3}},
		{"pid", Equal, "813", []int{0, 1}},
		{"pid", NotEqual, "813", []int{2, 3, 4, 5}},
		{"pid", Greater, "812", []int{0, 1, 4}},
		{"user", Equal, "www-data", []int{0, 1}},
		{"user", Equal, "0", []int{0}},
		{"user", Equal, "101", []int{3}},
		{"user", Contains, "ali", []int{4}},
		{"user", NotEqual, "0", []int{1, 2, 3, 4, 5}},
		{"unit", Equal, "nginx.service", []int{0, 1}},
		{"unit", Equal, "", []int{2, 3, 4, 5}},
		{"command", Contains, "example.org", []int{4}},
		{"state", Equal, "established", []int{1, 4}},
		{"state", Equal, "syn-recv", []int{5}},
		{"state", Equal, "unconnected", []int{3}},
		{"state", NotEqual, "connected", []int{0, 3}},
		{"state", NotEqual, "bound-inactive", []int{0, 1, 2, 3, 4, 5}},
		{"proto", Equal, "UDP", []int{3}},
		{"proto", NotEqual, "udp", []int{0, 1, 2, 4, 5}},
		{"service", Equal, "http", []int{0, 1, 2}},
		{"service", Equal, "https", []int{4, 5}},
		{"service", Contains, "dom", []int{3}},
		{"reach", Equal, "public", []int{0, 1}},
		{"reach", GreaterEqual, "loopback", []int{0, 1, 3}},
		{"reach", Equal, "none", []int{2, 4, 5}},
		{"dir", Equal, "out", []int{4}},
		{"dir", Equal, "in", []int{1}},
		{"dir", Equal, "listen", []int{0, 3}},
		{"dir", Equal, "unknown", []int{2, 5}},
		{"class", Equal, "registered", []int{4}},
		{"class", Equal, "system", []int{0, 1, 2, 3, 5}},
		{"queue", Greater, "0", []int{0, 1}},
		{"queue", Equal, "30", []int{1}},
		{"rxq", GreaterEqual, "3", []int{0, 1}},
		{"txq", Greater, "20", nil},
		{"drops", Greater, "0", []int{3}},
		{"netns", Equal, "7", []int{4}},
		{"inode", Equal, "1000-1001", []int{0, 1}},
		{"uid", Equal, "33", []int{1}},
		{"dual", Equal, "yes", []int{1}},
		{"autobound", Equal, "yes", []int{4}},
		{"port", Less, "1024", []int{0, 1, 2, 3, 4, 5}},
		{"port", Less, "81", []int{0, 1, 2, 3}},
		{"port", LessEqual, "1", nil}, // port 0 is none
		{"dport", Equal, "0", []int{0, 3}},
		{"dev", Equal, "eth0", []int{3}},
		{"dev", Equal, "2", []int{3}},
		{"dev", NotEqual, "2", []int{0, 1, 2, 4, 5}},
		{"dev", NotEqual, "eth0", []int{0, 1, 2, 4, 5}},
		{"dev", Contains, "eth", []int{3}},
		{"dev", Equal, "7", []int{5}},
	} {
		match, err := filterNamed(t, c.field).Term(c.op, c.value)
		if err != nil {
			t.Errorf("%s%s%s: %v", c.field, c.op, c.value, err)
			continue
		}
		var got []int
		for _, conn := range moment.Conns(m, match, true) {
			got = append(got, conn.At)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s%s%s picks %v, want %v", c.field, c.op, c.value, got, c.want)
		}
	}
}

func TestSocketOlderThanBerthNeverMatchesLessThan(t *testing.T) {
	const old, late = "\ntcp listen 0.0.0.0:80", "\ntcp estab 1.1.1.1:80 2.2.2.2:2"
	m := scene.Moments(time.Hour, "at 0s"+old, "at 60s"+old+late, "at 90s"+old+late)[2]
	for text, want := range map[string][]int{
		">60s": {0}, ">=30s": {0, 1}, "<60s": {1}, "<=30": {1}, "<2h": {1}, ">2h": nil, "<29s": nil, ">100ms": {0, 1},
	} {
		op := map[bool]Op{true: Greater, false: Less}[text[0] == '>']
		value := text[1:]
		if value[0] == '=' {
			op, value = op+1, value[1:]
		}
		match, err := filterNamed(t, "age").Term(op, value)
		if err != nil {
			t.Fatalf("age%s: %v", text, err)
		}
		var got []int
		for _, c := range moment.Conns(m, match, true) {
			got = append(got, c.At)
		}
		if !slices.Equal(got, want) {
			t.Errorf("age%s picks %v, want %v", text, got, want)
		}
	}
}

func TestMatchingATermAllocatesNothing(t *testing.T) {
	m := scene.Moment(crew)
	for _, text := range []string{
		"port=80", "port=https", "sport>=1024", "state=connected", "proto=udp", "src=10.0.0.0/8", "dst=[2001:db8::1]:443",
		"pid=813", "uid=0", "age>1s", "queue>0", "class=registered", "process=nginx", "user=0", "dual=yes", "autobound=yes", "dev=eth0",
	} {
		name, op, value := splitTerm(text)
		match, err := filterNamed(t, name).Term(op, value)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(50, func() {
			for i := range m.Sockets {
				match(moment.Conn{In: m, At: i})
			}
		}); n > 0 {
			t.Errorf("%s makes %v allocations over %d sockets", text, n, len(m.Sockets))
		}
	}
}

// splitTerm takes "port>=80" apart.
func splitTerm(text string) (name string, op Op, value string) {
	for _, op := range []Op{GreaterEqual, LessEqual, NotEqual, NotContains, Equal, Contains, Less, Greater} {
		if name, value, ok := strings.Cut(text, op.String()); ok {
			return name, op, value
		}
	}
	panic(fmt.Sprintf("no operator in %q", text))
}

func FuzzTerm(f *testing.F) {
	f.Add(uint8(0), uint8(0), "80-90")
	f.Add(uint8(3), uint8(2), "[2001:db8::/32]:https")
	f.Add(uint8(9), uint8(5), "10.0.0.1:*")
	m := scene.Moment(crew)
	filters := Filters()
	f.Fuzz(func(t *testing.T, which, op uint8, value string) {
		field := filters[int(which)%len(filters)]
		match, err := field.Term(Op(op%uint8(ops)), value)
		if err != nil {
			if m, ok := err.(*Mistake); !ok || m.Want == "" {
				t.Errorf("%s: error %#v", field.Name, err)
			}
			return
		}
		for i := range m.Sockets {
			match(moment.Conn{In: m, At: i})
		}
	})
}
