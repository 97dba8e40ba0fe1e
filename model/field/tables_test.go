package field

import (
	"cmp"
	"regexp"
	"slices"
	"testing"
	"time"

	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

const house = `
at 0s
range 32768-60999
device 2 eth0
process 1 systemd root - /sbin/init
process 812 nginx root nginx.service nginx: master
process 813 nginx www-data nginx.service nginx: worker
process 814 nginx www-data nginx.service nginx: worker
process 900 curl alice session-3.scope curl https://example.org
tcp listen [::]:80 by 812,813,814 rx=3 tx=511
tcp listen 0.0.0.0:80 by 812 rx=1
tcp listen 10.0.0.1:80 by 812
tcp estab [::ffff:10.0.0.1]:80 [::ffff:10.9.9.9]:5000 by 813 rx=10 tx=20
tcp time-wait 10.0.0.1:80 10.9.9.9:5001 by kernel inode=0
tcp close-wait 10.0.0.1:80 10.9.9.9:5002 by 813
tcp fin-wait-1 10.0.0.1:80 10.9.9.9:5003 by 814
udp unconn 0.0.0.0:53 by hidden rx=77 drops=3 uid=0 dev=2
udp unconn 127.0.0.1:53 by 1
tcp listen 127.0.0.1:53 by 1
tcp listen 0.0.0.0:22 by 1
tcp listen 0.0.0.0:443 by 1
tcp listen 0.0.0.0:8443 by 1
tcp listen 0.0.0.0:9000 by 1
tcp listen [2001:db8::1]:40000 by resolving uid=4242
tcp estab 10.0.0.1:33000 1.1.1.1:443 by 900 ns=4026531840
tcp time-wait 10.0.0.1:8080 10.9.9.9:6000 by kernel dev=7
`

// texts are the texts of a field, one for each row.
func texts[R any](rows []R, f *Field[R]) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = f.Text(r).String()
	}
	return out
}

// find fails the test if a table has no field of that name.
func find[R any](t *testing.T, table []Field[R], name string) *Field[R] {
	t.Helper()
	f := Find(table, name)
	if f == nil {
		t.Fatalf("no field %s", name)
	}
	return f
}

// expect compares the texts of fields with those wanted, row by row.
func expect[R any](t *testing.T, rows []R, table []Field[R], want map[string][]string) {
	t.Helper()
	for name, w := range want {
		if got := texts(rows, find(t, table, name)); !slices.Equal(got, w) {
			t.Errorf("%s is\n%q, want\n%q", name, got, w)
		}
	}
}

func TestPortRowsHaveTheTextsOfTheirColumns(t *testing.T) {
	rows := row.ByPort(scene.Moment(house), nil)
	expect(t, rows, Ports, map[string][]string{
		"port":    {"22", "53", "53", "80", "443", "8080", "8443", "9000", "40000"},
		"proto":   {"tcp", "tcp", "udp", "tcp", "tcp", "tcp", "tcp", "tcp", "tcp"},
		"service": {"ssh", "domain", "domain", "http", "https", "http-alt", "https-alt", "cslistener", ""},
		"class":   {"well-known", "well-known", "well-known", "well-known", "well-known", "registered", "registered", "registered", "registered*"},
		"address": {"0.0.0.0", "127.0.0.1", "0.0.0.0, 127.0.0.1", "0.0.0.0, [::], 10.0.0.1", "0.0.0.0", "-", "0.0.0.0", "0.0.0.0", "[2001:db8::1]"},
		"reach":   {"public", "loopback", "public", "public", "public", "-", "public", "public", "address"},
		"conns":   {"0", "0", "0", "4", "0", "1", "0", "0", "0"},
		"estab":   {"0", "0", "0", "1", "0", "0", "0", "0", "0"},
		"twait":   {"0", "0", "0", "1", "0", "1", "0", "0", "0"},
		"cwait":   {"0", "0", "0", "1", "0", "0", "0", "0", "0"},
		"queue":   {"0", "0", "77", "4/511", "0", "-", "0", "0", "0"},
		"pid":     {"1", "1", "1", "812 +2", "1", "-", "1", "1", "-"},
		"process": {"systemd", "systemd", "systemd", "nginx", "systemd", "kernel", "systemd", "systemd", "resolving"},
		"user":    {"root", "root", "root", "root", "root", "-", "root", "root", "4242"},
		"unit":    {"", "", "", "nginx.service", "", "", "", "", ""},
		"age":     {">0s", ">0s", ">0s", ">0s", ">0s", ">0s", ">0s", ">0s", ">0s"},
		"netns":   {"-", "-", "-", "-", "-", "-", "-", "-", "-"},
	})
}

func TestProcessRowsHaveTheTextsOfTheirColumns(t *testing.T) {
	rows := row.ByProcess(scene.Moment(house), nil)
	expect(t, rows, Processes, map[string][]string{
		"pid":     {"-", "-", "-", "1", "812", "813", "814", "900"},
		"process": {"resolving", "kernel", "hidden", "systemd", "nginx", "nginx", "nginx", "curl"},
		"user":    {"-", "-", "-", "root", "root", "www-data", "www-data", "alice"},
		"unit":    {"", "", "", "", "nginx.service", "nginx.service", "nginx.service", "session-3.scope"},
		"ports":   {"40000", "", "53", "22, 53, 443 +2", "80", "80", "80", ""},
		"listen":  {"1", "0", "1", "6", "3", "1", "1", "0"},
		"conns":   {"0", "2", "0", "0", "0", "2", "1", "1"},
		"twait":   {"0", "2", "0", "0", "0", "0", "0", "0"},
		"other":   {"0", "0", "0", "0", "0", "0", "1", "0"},
		"rxq":     {"0", "0", "77", "0", "0", "10", "0", "0"},
		"txq":     {"0", "0", "0", "0", "0", "20", "0", "0"},
		"started": {"-", "-", "-", "2026-03-01 13:00", "2026-03-01 13:00", "2026-03-01 13:00", "2026-03-01 13:00", "2026-03-01 13:00"},
		"age":     {"-", "-", "-", "1h", "1h", "1h", "1h", "1h"},
		"command": {"", "", "", "/sbin/init", "nginx: master", "nginx: worker", "nginx: worker", "curl https://example.org"},
	})
}

func TestStateRowsShowTheirShareAndBusiestProcess(t *testing.T) {
	rows := row.ByState(scene.Moment(house), nil)
	expect(t, rows, States, map[string][]string{
		"state":   {"ESTAB", "FIN-WAIT-1", "TIME-WAIT", "CLOSE-WAIT", "LISTEN", "UDP UNCONN"},
		"proto":   {"tcp", "tcp", "tcp", "tcp", "tcp", "udp"},
		"count":   {"2", "1", "2", "1", "9", "2"},
		"share":   {"12%", "6%", "12%", "6%", "53%", "12%"},
		"v4":      {"2", "1", "2", "1", "7", "2"},
		"v6":      {"0", "0", "0", "0", "2", "0"},
		"process": {"nginx 1", "nginx 1", "kernel 2", "nginx 1", "systemd 5", "systemd 1"},
	})
}

func TestConnectionsShowBothEndsAndTheirDirection(t *testing.T) {
	m := scene.Moment(house)
	rows := []moment.Conn{{In: m, At: 0}, {In: m, At: 3}, {In: m, At: 4}, {In: m, At: 7}, {In: m, At: 15}, {In: m, At: 16}}
	expect(t, rows, Conns, map[string][]string{
		"state":    {"LISTEN", "ESTAB", "TIME-WAIT", "UNCONN", "ESTAB", "TIME-WAIT"},
		"local":    {"[::]:80", "10.0.0.1:80", "10.0.0.1:80", "0.0.0.0:53", "10.0.0.1:33000", "10.0.0.1:8080"},
		"remote":   {"[::]:*", "10.9.9.9:5000", "10.9.9.9:5001", "0.0.0.0:*", "1.1.1.1:443", "10.9.9.9:6000"},
		"dir":      {"listen", "in", "in", "listen", "out", "?"},
		"service":  {"http", "http", "http", "domain", "https", "http-alt"},
		"lservice": {"http", "http", "http", "domain", "", "http-alt"},
		"rservice": {"", "commplex-main", "", "", "https", "x11"},
		"pid":      {"812 +2", "813", "-", "-", "900", "-"},
		"process":  {"nginx", "nginx", "kernel", "hidden", "curl", "kernel"},
		"user":     {"root", "www-data", "-", "root", "alice", "-"},
		"queue":    {"3/511", "10/20", "0/0", "77/0", "0/0", "0/0"},
		"rxq":      {"3", "10", "0", "77", "0", "0"},
		"txq":      {"0", "20", "0", "0", "0", "0"},
		"drops":    {"0", "0", "0", "3", "0", "0"},
		"reach":    {"public", "public", "private", "public", "-", "-"},
		"class":    {"well-known", "well-known", "well-known", "well-known", "registered*", "registered"},
		"dual":     {"", "4in6", "", "", "", ""},
		"dev":      {"", "", "", "eth0", "", "7"},
		"netns":    {"-", "-", "-", "-", "4026531840", "-"},
	})
	if got := find(t, Conns, "inode").Text(rows[2]).String(); got != "-" {
		t.Errorf("TIME-WAIT has the inode %s", got)
	}
}

func TestAgeOfAConnectionDoesNotChangeEverySecond(t *testing.T) {
	const listener, late = "\ntcp listen 0.0.0.0:80", "\ntcp estab 1.1.1.1:80 2.2.2.2:2"
	m := scene.Moments(time.Hour, "at 0s"+listener, "at 1s"+listener+late, "at 5m43s"+listener+late)
	rows := []moment.Conn{{In: m[2], At: 0}, {In: m[2], At: 1}}
	expect(t, rows, Conns, map[string][]string{"age": {">5m", "5m"}})
	if find(t, Conns, "age").Cmp(rows[0], rows[1]) <= 0 {
		t.Error("342 s and more are not older than 342 s")
	}
}

// lawful checks the rules that hold for every field of a table.
func lawful[R any](t *testing.T, table []Field[R], rows []R) {
	t.Helper()
	name, seen := regexp.MustCompile(`^[a-z][a-z0-9]*$`), map[string]bool{}
	for _, f := range table {
		if !name.MatchString(f.Name) || seen[f.Name] {
			t.Errorf("field %q: the name is taken or cannot stand in a filter", f.Name)
		}
		seen[f.Name] = true
		if f.Title == "" || len(f.Title) > 8 || f.Help == "" || f.Help[len(f.Help)-1] == '.' {
			t.Errorf("field %s: title %q, help %q", f.Name, f.Title, f.Help)
		}
		for _, a := range rows {
			f.Text(a)
			if f.Cmp(a, a) != 0 {
				t.Errorf("field %s: %s is not equal to itself", f.Name, f.Text(a))
			}
			for _, b := range rows {
				if sign(f.Cmp(a, b)) != -sign(f.Cmp(b, a)) {
					t.Errorf("field %s: %s and %s have no order", f.Name, f.Text(a), f.Text(b))
				}
				if by := byKeys(f, a, b); by*sign(f.Cmp(a, b)) < 0 || f.Whole && by == 0 && f.Cmp(a, b) != 0 {
					t.Errorf("field %s: %s and %s are in another order by their words", f.Name, f.Text(a), f.Text(b))
				}
				for _, c := range rows {
					if f.Cmp(a, b) <= 0 && f.Cmp(b, c) <= 0 && f.Cmp(a, c) > 0 {
						t.Errorf("field %s: %s <= %s <= %s goes in a circle", f.Name, f.Text(a), f.Text(b), f.Text(c))
					}
				}
			}
		}
	}
}

// byKeys compares two rows by the keys of a field.
func byKeys[R any](f Field[R], a, b R) int {
	if f.Spelled {
		if c := cmp.Compare(f.Text(a).String(), f.Text(b).String()); c != 0 {
			return c
		}
	}
	for _, word := range f.Keys {
		if c := cmp.Compare(word(a), word(b)); c != 0 {
			return c
		}
	}
	return 0
}

func sign(n int) int { return min(1, max(-1, n)) }

func TestEveryFieldHasATotalOrderAndAText(t *testing.T) {
	m := scene.Moment(house)
	lawful(t, Ports, row.ByPort(m, nil))
	lawful(t, Processes, row.ByProcess(m, nil))
	lawful(t, States, row.ByState(m, nil))
	lawful(t, slices.Concat(Conns, Terms), moment.Conns(m, nil, true))
}

func TestNumbersAndAddressesSortByValue(t *testing.T) {
	m := scene.Moment("tcp estab 9.0.0.1:9 9.0.0.2:100 rx=9\ntcp estab 10.0.0.1:10 10.0.0.2:20 rx=10\ntcp estab [::1]:2 [::2]:3 rx=100")
	a, b, c := moment.Conn{In: m, At: 0}, moment.Conn{In: m, At: 1}, moment.Conn{In: m, At: 2}
	for _, name := range []string{"local", "remote", "queue", "rxq"} {
		f := find(t, Conns, name)
		if f.Cmp(a, b) >= 0 || f.Cmp(b, c) >= 0 {
			t.Errorf("%s: %s, %s and %s are out of order", name, f.Text(a), f.Text(b), f.Text(c))
		}
	}
	if f := find(t, Conns, "sport"); f.Cmp(a, b) >= 0 || f.Cmp(c, a) >= 0 {
		t.Error("ports are out of order")
	}
}

func TestSortingByNumbersAllocatesNothing(t *testing.T) {
	m := scene.Moment(house)
	conns, ports := moment.Conns(m, nil, true), row.ByPort(m, nil)
	for _, name := range []string{"proto", "state", "local", "sport", "queue", "age", "uid", "inode", "class", "netns"} {
		f := find(t, Conns, name)
		if n := testing.AllocsPerRun(100, func() { f.Cmp(conns[0], conns[1]) }); n > 0 {
			t.Errorf("comparing two connections by %s makes %v allocations", name, n)
		}
	}
	for _, name := range []string{"port", "conns", "reach", "queue", "age", "pid", "address"} {
		f := find(t, Ports, name)
		if n := testing.AllocsPerRun(100, func() { f.Cmp(ports[0], ports[1]) }); n > 0 {
			t.Errorf("comparing two ports by %s makes %v allocations", name, n)
		}
	}
}
